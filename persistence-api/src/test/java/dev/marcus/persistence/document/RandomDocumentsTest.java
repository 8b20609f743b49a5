package dev.marcus.persistence.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents made at random from maps come back as these maps, however the text is written. */
class RandomDocumentsTest {
    private static final String[] NAMES = {
        "a", "b", "a.b", "", "é", "😀", "\ud800", "\udc00", "\"", "\\", "\n", "n\u0000", "_key", "Key", "zz", "*"
    };

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void parse_writtenInAnyWay_givesTheValues(int seed) {
        Random random = new Random(seed);
        Map<String, Object> members = object(random, 0);

        Document made = Document.of(members);
        Document written = Document.parse(write(members, random));

        assertThat(made.toMap()).isEqualTo(members);
        assertThat(written.toMap()).isEqualTo(members);
        assertThat(written).isEqualTo(made).hasSameHashCodeAs(made);
        assertThat(written.depth()).isEqualTo(made.depth());
        assertThat(Document.parse(written.toUtf8()).toJson()).isEqualTo(written.toJson());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void read_anyPaths_findsWhatWalkingTheMapsFinds(int seed) {
        Random random = new Random(seed);
        Map<String, Object> members = object(random, 0);
        List<FieldPath> paths = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String[] names = new String[1 + random.nextInt(3)];
            for (int n = 0; n < names.length; n++) {
                names[n] = NAMES[random.nextInt(NAMES.length)];
            }
            paths.add(FieldPath.of(names));
        }

        Object[] found = PathReader.of(paths).read(Document.parse(write(members, random)));

        assertThat(found)
                .containsExactly(paths.stream().map(p -> walk(members, p)).toArray());
    }

    private static Object walk(Object from, FieldPath path) {
        Object value = from;
        for (String name : path.names()) {
            if (!(value instanceof Map<?, ?> map) || !map.containsKey(name)) {
                return PathReader.MISSING;
            }
            value = map.get(name);
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(e -> elements.add(e instanceof List || e instanceof Map ? PathReader.CONTAINER : e));
            return elements;
        }
        return value instanceof Map ? PathReader.CONTAINER : value;
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        int size = random.nextInt(20) == 0 ? 40 : random.nextInt(8);
        for (int i = 0; i < size; i++) {
            String name = size == 40 ? "m" + i : NAMES[random.nextInt(NAMES.length)];
            if (depth > 0 || !Names.RESERVED.contains(name)) {
                members.put(name, value(random, depth + 1));
            }
        }
        return members;
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth > 4 ? 7 : 10)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return (long) random.nextInt(5);
            case 3:
                return random.nextLong();
            case 4:
                return BigInteger.ONE.shiftLeft(64 + random.nextInt(200)).negate();
            case 5:
                return new BigDecimal(BigInteger.valueOf(random.nextLong()), 1 + random.nextInt(40));
            case 6:
                return NAMES[random.nextInt(NAMES.length)] + NAMES[random.nextInt(NAMES.length)];
            case 7:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
            default:
                return object(random, depth);
        }
    }

    /** Writes a value with blanks and escapes at random, unlike the writer under test. */
    private static String write(Object value, Random random) {
        String blank = " \t\n\r".substring(0, random.nextInt(5));
        String text;
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((name, member) -> parts.add(write(name, random) + ":" + write(member, random)));
            text = "{" + String.join(",", parts) + "}";
        } else if (value instanceof List<?> list) {
            text = "["
                    + String.join(",", list.stream().map(e -> write(e, random)).toList()) + "]";
        } else if (value instanceof String string) {
            text = quote(string, random);
        } else {
            text = String.valueOf(value);
        }
        return blank + text + blank;
    }

    private static String quote(String string, Random random) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            boolean must = c < 0x20 || c == '"' || c == '\\';
            if (must || random.nextInt(4) == 0) {
                String hex = Integer.toHexString(0x10000 | c).substring(1);
                out.append("\\u").append(random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

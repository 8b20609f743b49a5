package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws documents, paths and values from a seed, most of them at the seams where backends differ from each other. */
final class Draw {
    static final List<String> NAMES = List.of(
            "v",
            "n",
            "o",
            "list",
            "t",
            "",
            "a.b",
            "a\"b",
            "a'b",
            "$",
            "%",
            "_",
            "a[0]",
            "\u00e9",
            "\ud83e\udd84",
            "\\");

    private static final List<Object> SEAMS = List.of(
            0L,
            1L,
            -1L,
            new BigDecimal("1.0"),
            new BigDecimal("1.5"),
            new BigDecimal("0.1"),
            new BigDecimal("0.1000000000000000055511151231257827"),
            (1L << 53) - 1,
            1L << 53,
            (1L << 53) + 1,
            new BigDecimal("9007199254740993.5"),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            BigInteger.TWO.pow(63),
            BigInteger.TWO.pow(64).add(BigInteger.ONE),
            BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE),
            new BigDecimal("1e400"),
            new BigDecimal("-1e-400"),
            new BigDecimal("1e19"),
            new BigDecimal("-0.5"),
            "",
            "a",
            "A",
            "ab",
            "b",
            "1",
            "true",
            "null",
            "a%b",
            "a_b",
            "a*b",
            "*",
            "?",
            "\\",
            "'",
            "\u00e9",
            "e\u0301",
            "\uffff",
            "\ud83e\udd84",
            "\ud83e\udd84x",
            "\ud83e\udd85",
            "\ud83e",
            "\udd84",
            "a\u0000",
            "a\u0000b",
            "2026-10-01T12:00:00+00:00",
            true,
            false);

    final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    Document document() {
        if (oneIn(20)) {
            return Document.empty();
        }
        if (oneIn(60)) {
            return deep(10 + random.nextInt(40));
        }
        return Document.of(object(0));
    }

    private static Document deep(int levels) {
        Map<String, Object> inner = Map.of("n", 1);
        for (int i = 2; i < levels; i++) {
            inner = i % 2 == 0 ? Map.of("o", inner) : Map.of("list", List.of(inner));
        }
        return Document.of(inner);
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            members.put(name(), value(depth));
        }
        return members;
    }

    /** Returns a member name, most often one of the first few, so that documents have some in common. */
    private String name() {
        return NAMES.get(oneIn(4) ? random.nextInt(NAMES.size()) : random.nextInt(4));
    }

    private @Nullable Object value(int depth) {
        int kind = random.nextInt(16);
        if (kind == 0) {
            return null;
        }
        if (kind < 3 && depth < 3) {
            return object(depth + 1);
        }
        if (kind < 5 && depth < 3) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int left = random.nextInt(4); left > 0; left--) {
                elements.add(value(depth + 1));
            }
            return elements;
        }
        return scalar();
    }

    Object scalar() {
        return switch (random.nextInt(8)) {
            case 0 -> (Object) (long) random.nextInt(-3, 4);
            case 1 -> BigDecimal.valueOf(random.nextInt(-30, 31), 1);
            case 2 -> near();
            case 3 -> text();
            default -> oneOf(SEAMS);
        };
    }

    /** Returns a number next to a power of two, where doubles begin to round. */
    private Number near() {
        BigInteger power = BigInteger.TWO.pow(random.nextInt(50, 66));
        BigInteger number = power.add(BigInteger.valueOf(random.nextInt(-3, 4)));
        if (oneIn(3)) {
            return new BigDecimal(number).add(new BigDecimal("0.5"));
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(4); left > 0; left--) {
            text.append(
                    oneOf(List.of("a", "b", "A", "%", "*", "\u00e9", "\uffff", "\ud83e\udd84", "\u0000", "\ud83e")));
        }
        return text.toString();
    }

    /** Returns a path that is in the documents drawn, or one that is not, or one of the entry's own. */
    FieldPath path() {
        return switch (random.nextInt(12)) {
            case 0 -> FieldPath.of("_key");
            case 1 -> FieldPath.of("o", name());
            case 2 -> FieldPath.of("o", name(), name());
            case 3 -> FieldPath.of("v", "n");
            case 4 -> FieldPath.of("list", "n");
            default -> FieldPath.of(name());
        };
    }

    /** Returns an index of any kind; of the same paths and kind it has the same name. */
    Index index() {
        if (oneIn(6)) {
            return Index.text(oneOf(List.of("v", "n", "o.n")));
        }
        List<FieldPath> paths = new ArrayList<>();
        for (int left = 1 + random.nextInt(3) / 2; left > 0; left--) {
            paths.add(FieldPath.parse(oneOf(List.of("v", "n", "_key", "o.n", "o", "v.n", "list"))));
        }
        if (new HashSet<>(paths).size() < paths.size()) {
            return Index.on("v");
        }
        Index index = Index.on(paths);
        return oneIn(5) ? index.unique().named("unique " + index.name()) : index;
    }
}

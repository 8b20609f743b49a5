package dev.marcus.persistence.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walking over text in steps of more than one byte ends where walking byte by byte does. */
class JsonReaderTest {
    private static final byte[] INSIDE =
            "\"\\!#[]\u0000\u0001\u007f\u00a2\u00dc\uffff ".getBytes(StandardCharsets.UTF_8);

    @Test
    void quoteOrBackslash_drawnBytes_isTheFirst() {
        Random random = new Random(21);
        for (int run = 0; run < 100_000; run++) {
            byte[] in = new byte[random.nextInt(1, 40)];
            for (int i = 0; i < in.length; i++) {
                in[i] = random.nextInt(4) == 0 ? INSIDE[random.nextInt(INSIDE.length)] : (byte) random.nextInt(256);
            }
            in[in.length - 1] = (byte) (random.nextBoolean() ? '"' : '\\');
            int from = random.nextInt(in.length);
            int expected = from;
            while (in[expected] != '"' && in[expected] != '\\') {
                expected++;
            }
            assertThat(JsonText.quoteOrBackslash(in, from))
                    .as(() -> Arrays.toString(in) + " from " + from)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "7",
                "-7",
                "999999999999999999",
                "-999999999999999999",
                "1000000000000000000",
                "9223372036854775807",
                "-9223372036854775808",
            })
    void number_thatIsALong_isOne(String text) {
        assertThat(valuesOf(text)).containsOnly(Long.parseLong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void number_beyondALong_isABigInteger(String text) {
        assertThat(valuesOf(text)).containsOnly(new BigInteger(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "-0.5", "1e3", "1E-7", "999999999999999999.5", "0e0"})
    void number_otherForms_areDecimals(String text) {
        assertThat(valuesOf(text)).containsOnly(new BigDecimal(text));
    }

    /** Returns what is read of the number, wherever it stands. */
    private static List<Object> valuesOf(String number) {
        Document document =
                Document.parse("{\"a\":" + number + ",\"b\":[" + number + "],\"c\":{\"d\":" + number + "}}");
        Object[] read = PathReader.of(List.of(FieldPath.parse("a"), FieldPath.parse("b"), FieldPath.parse("c.d")))
                .read(document);
        return List.of(
                read[0], ((List<?>) read[1]).get(0), read[2], document.get("a").orElseThrow());
    }

    @Test
    void names_withEscapes_areFoundByWhatTheyStandFor() {
        Document document = Document.parse("{\"\\u0061\":1,\"b\\\\c\":2,\"b\\\"c\":3,\"long name \\n of it\":4}");

        assertThat(PathReader.of(List.of(
                                FieldPath.of("a"),
                                FieldPath.of("b\\c"),
                                FieldPath.of("b\"c"),
                                FieldPath.of("long name \n of it"),
                                FieldPath.of("b\\\\c")))
                        .read(document))
                .containsExactly(1L, 2L, 3L, 4L, PathReader.MISSING);
    }
}

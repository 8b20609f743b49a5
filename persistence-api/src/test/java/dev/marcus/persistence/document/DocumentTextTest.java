package dev.marcus.persistence.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are documents: strict JSON in strict UTF-8, and nothing else. */
class DocumentTextTest {
    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String json) {
        return assertThatThrownBy(() -> Document.parse(json)).isInstanceOf(InvalidRequestException.class);
    }

    private static byte[] around(String before, String hex, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(HexFormat.of().parseHex(hex));
        bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf", // overlong
                "eda080",
                "edbfbf",
                "eda0bdedb880", // surrogates, alone and as CESU-8 writes a pair
                "f4908080",
                "f5808080",
                "ff",
                "fe", // beyond Unicode
                "80",
                "bf",
                "c3",
                "e282",
                "f09f98",
                "c3c3",
                "e28228", // continuation alone, or cut off
            })
    void parse_malformedUtf8_isRefusedWithItsPlace(String hex) {
        assertThatThrownBy(() -> Document.parse(around("{\"a\":\"", hex, "\"}")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("document, at $.a (byte ")
                .hasMessageEndingWith("): not valid UTF-8");
        assertThatThrownBy(() -> Document.parse(around("{\"", hex, "\":1}")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("): not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf", "efbbbf"})
    void parse_edgesOfUtf8_areTaken(String hex) {
        byte[] raw = HexFormat.of().parseHex(hex);

        assertThat(Document.parse(around("{\"a\":\"", hex, "\"}")).text("a"))
                .contains(new String(raw, StandardCharsets.UTF_8));
    }

    @Test
    void parse_byteOrderMark_isRefused() {
        assertThatThrownBy(() -> Document.parse(around("", "efbbbf", "{}")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("document, at $ (byte 0): a JSON object was expected");
        assertRefused("\ufeff{}").hasMessage("document, at $ (byte 0): a JSON object was expected");
    }

    @Test
    void parse_everyBeginningOfADocument_isRefused() {
        byte[] whole = "{ \"é\\u00e9\" : [ -1.5e+3 , true , null , {\"😀\":\"\\n😀\"} , [] , {} ] , \"b\" : false }"
                .getBytes(StandardCharsets.UTF_8);

        assertThatCode(() -> Document.parse(whole)).doesNotThrowAnyException();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Document.parse(part))
                    .as("the first %s bytes", length)
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":0x1}",
                "{\"a\":-}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u+123\"}",
                "{\"a\":\"\\U0041\"}",
                "{}{}",
                "{} x",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":/**/1}",
                "{\"a\":1}//",
                "\u00a0{}",
                "{\f}",
                "{\"a\":[1}",
                "{\"a\":{]}",
                "{null:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":\"x}",
                "\ud800{}",
                "{\"a\":\ud800}",
            })
    void parse_notJson_isRefused(String text) {
        assertRefused(text).hasMessageStartingWith("document, at $");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1,'a':2} | document, at $.a (byte 10): the member name is given twice",
                "{'a':1,'\\u0061':2} | document, at $.a (byte 15): the member name is given twice",
                "{'\\u00e9':1,'é':2} | document, at $.é (byte 16): the member name is given twice",
                "{'o':{'x':[0,{'k':1,'k':2}]}} | document, at $.o.x[1].k (byte 23): the member name is given twice",
                "{'\\ud800':1,'\\uD800':2} | document, at $.\ud800 (byte 20): the member name is given twice",
                "{'':1,'':2} | document, at $. (byte 8): the member name is given twice",
                "{'a':{'b':1},'a':{}} | document, at $.a (byte 16): the member name is given twice",
            })
    void parse_nameTwice_isRefusedHoweverItIsWritten(String json, String message) {
        assertRefused(json.replace('\'', '"')).hasMessage(message);
    }

    @Test
    void parse_nameTwiceAmongManyMembers_isRefusedWhereverItStands() {
        for (int members = 1; members <= 60; members++) {
            StringBuilder json = new StringBuilder("{\"in\":{");
            for (int i = 0; i < members; i++) {
                json.append("\"n").append(i).append("\":{\"n0\":").append(i).append("},");
            }
            String fine = json + "\"last\":0},\"out\":0}";
            assertThat(Document.parse(fine).get("in.n" + (members - 1) + ".n0")).contains(members - 1L);
            for (int i = 0; i < members; i++) {
                assertRefused(json + "\"n" + i + "\":0}}").hasMessageContaining("at $.in.n" + i + " ");
                assertRefused(json + "\"\\u006e" + i + "\":0}}").hasMessageEndingWith("the member name is given twice");
            }
            assertRefused(json + "\"last\":0},\"in\":0}").hasMessageContaining("at $.in ");
        }
    }

    @Test
    void parse_namesThatOnlyLookAlike_areTwoMembers() {
        String json = "{\"\\ud800\":1,\"\\ud801\":2,\"?\":3,\"é\":4,\"e\u0301\":5,\"a\":6,\"A\":7}";

        assertThat(Document.parse(json).toMap()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_key", "_stored_at", "_revision", "_meta"})
    void parse_reservedNames_areRefusedAtTheTopAlone(String name) {
        String reason = "the member name is reserved for the entry itself (expected: any top-level name but _key,"
                + " _stored_at, _revision and _meta)";

        assertRefused("{\"" + name + "\":1}")
                .hasMessageContaining("at $." + name)
                .hasMessageEndingWith(reason);
        assertRefused("{\"\\u005f" + name.substring(1) + "\":1}").hasMessageEndingWith(reason);
        assertThat(Document.parse("{\"a\":{\"" + name + "\":1}}").get("a." + name))
                .contains(1L);
    }

    @ParameterizedTest
    @CsvSource({"NaN,13", "Infinity,13", "-Infinity,14"})
    void parse_notFinite_isRefusedWithItsPath(String number, int at) {
        assertRefused("{\"a\":{\"b\":[1," + number + "]}}")
                .hasMessage("document, at $.a.b[1] (byte " + at
                        + "): NaN and infinities are not JSON (expected: a finite" + " number, or null, or a text)");
    }

    @Test
    void parse_significantDigits_1000AreTakenAnd1001Refused() {
        for (String zeros : new String[] {"", "0.", "0.000", "-0.0"}) {
            String number = zeros + "7".repeat(1000);
            assertThat(Document.parse("{\"a\":" + number + "}").number("a")).contains(new BigDecimal(number));
            assertRefused("{\"a\":" + number + "7}")
                    .hasMessage("document, at $.a (byte " + (number.length() + 6)
                            + "): a number of 1001 significant digits" + " (expected: at most 1000)");
        }
        assertRefused("{\"a\":1" + "0".repeat(1000) + "}").hasMessageContaining("1001 significant digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1000", "1E+1000", "-1e-1000", "9.99e1000", "0.1e1000", "10e999", "0e1000", "1e0000001000"})
    void parse_exponentsWithinTheLimit_areTaken(String number) {
        assertThat(Document.parse("{\"a\":" + number + "}").number("a")).contains(new BigDecimal(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1001", "-1E-1001", "10e1000", "0.1e-1000", "0.1e1001", "0e1001", "1e99999999999999999999"})
    void parse_exponentsPastTheLimit_areRefused(String number) {
        assertRefused("{\"a\":" + number + "}")
                .hasMessageEndingWith(
                        "a number with a decimal exponent beyond ±1000 (expected: at most 1000 either way)");
    }

    @Test
    void parse_smallNumbersWrittenOut_endAtThe1000thPlace() {
        String least = "0." + "0".repeat(999) + "1";

        assertThat(Document.parse("{\"a\":" + least + "}").number("a")).contains(new BigDecimal(least));
        assertRefused("{\"a\":0.0" + least.substring(2) + "}").hasMessageContaining("a decimal exponent beyond ±1000");
    }

    @Test
    void parse_levels_200AreTakenAnd201Refused() {
        Document objects = Document.parse("{\"a\":".repeat(199) + "{}" + "}".repeat(199));
        Document arrays = Document.parse("{\"a\":" + "[".repeat(199) + "]".repeat(199) + "}");

        assertThat(objects.depth()).isEqualTo(200);
        assertThat(arrays.depth()).isEqualTo(200);
        assertRefused("{\"a\":".repeat(200) + "{}" + "}".repeat(200))
                .hasMessageEndingWith("(byte 1000): nesting: more than 200 levels (expected: at most 200)");
        assertRefused("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}")
                .hasMessageContaining("nesting: more than 200");
        assertRefused("[".repeat(1_000_000)).hasMessageContaining("a JSON object was expected");
        assertRefused("{\"a\":".repeat(1_000_000)).hasMessageContaining("nesting: more than 200");
    }

    @Test
    void parse_whiteSpace_isTakenOutButNotOfStrings() {
        Document document = Document.parse("\r\n\t {\t\"a b\" :\n[ 1 , \" x \\\" y \" ]\r} ");

        assertThat(document.toJson()).isEqualTo("{\"a b\":[1,\" x \\\" y \"]}");
        assertThat(document.size()).isEqualTo(22);
    }

    @Test
    void parse_refusedText_isNotQuotedInTheMessage() {
        assertRefused("{\"password\":\"hunter2\" oops}")
                .hasMessage("document, at $.password (byte 22): ',' or '}' was expected");
    }
}

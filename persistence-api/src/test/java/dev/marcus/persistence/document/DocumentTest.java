package dev.marcus.persistence.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as values: made from Java, compared, read. What text is refused is in {@link DocumentTextTest}. */
class DocumentTest {
    private static void assertRefused(Map<String, ?> members, String message) {
        assertThatThrownBy(() -> Document.of(members))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1} | {'a':1.0} | false",
                "{'a':1} | {'a':1e0} | false",
                "{'a':1.50} | {'a':1.5} | true",
                "{'a':15e-1} | {'a':1.5} | true",
                "{'a':0.0} | {'a':-0.0} | true",
                "{'a':0} | {'a':-0} | true",
                "{'a':1,'b':2} | {'b':2,'a':1} | true",
                "{'a':[1,2]} | {'a':[2,1]} | false",
                "{'a':[1,2]} | {'a':[1,2,3]} | false",
                "{'a':null} | {} | false",
                "{'a':null} | {'b':null} | false",
                "{'a':'A'} | {'a':'\\u0041'} | true",
                "{'A':1} | {'\\u0041':1} | true",
                "{'a':'1'} | {'a':1} | false",
                "{'a':true} | {'a':1} | false",
                "{'a':{}} | {'a':[]} | false",
                "{'a':12345678901234567890} | {'a':12345678901234567891} | false",
                "{ 'a' : [ 1 , 2 ] } | {'a':[1,2]} | true",
            },
            quoteCharacter = '`')
    void equals_asJsonValues_andHashesAgree(String left, String right, boolean equal) {
        Document a = Document.parse(left.replace('\'', '"'));
        Document b = Document.parse(right.replace('\'', '"'));

        assertThat(a.equals(b)).isEqualTo(equal);
        assertThat(b.equals(a)).isEqualTo(equal);
        if (equal) {
            assertThat(a).hasSameHashCodeAs(b);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\u0000", "é😀\u2028"})
    void of_anyUtf16_comesBackAsValueAndAsName(String text) {
        Document made = Document.of(Map.of("in", Map.of(text, text)));
        Document read = Document.parse(made.toUtf8());

        assertThat(made.toMap()).isEqualTo(Map.of("in", Map.of(text, text)));
        assertThat(read.toMap()).isEqualTo(made.toMap());
        assertThat(read.get(FieldPath.of("in", text))).contains(text);
        assertThat(PathReader.of(List.of(FieldPath.of("in", text))).read(read)).containsExactly(text);
        assertThat(Document.parse(made.toJson())).isEqualTo(made);
    }

    @Test
    void parse_rawUnpairedSurrogateInAString_isKept() {
        Document document = Document.parse("{\"x\ud800\":\"\udc00y\"}");

        assertThat(document.toMap()).isEqualTo(Map.of("x\ud800", "\udc00y"));
        assertThat(document.toJson()).isEqualTo("{\"x\\ud800\":\"\\udc00y\"}");
    }

    @Test
    void of_javaValues_keepTheirExactValue() {
        Map<String, Object> members = new HashMap<>();
        members.put("null", null);
        members.put("byte", (byte) -1);
        members.put("long", Long.MIN_VALUE);
        members.put("big", BigInteger.TWO.pow(64));
        members.put("double", 0.1);
        members.put("float", 0.1f);
        members.put("decimal", new BigDecimal("1e400"));
        members.put("document", Document.parse("{\"a\":[]}"));
        members.put("list", Arrays.asList(1, null, true));

        Map<String, Object> found = Document.of(members).toMap();

        assertThat(found.get("null")).isNull();
        assertThat(found.get("byte")).isEqualTo(-1L);
        assertThat(found.get("long")).isEqualTo(Long.MIN_VALUE);
        assertThat(found.get("big")).isEqualTo(new BigInteger("18446744073709551616"));
        assertThat(found.get("double")).isEqualTo(new BigDecimal("0.1"));
        assertThat(found.get("float")).isEqualTo(new BigDecimal("0.1"));
        assertThat((BigDecimal) found.get("decimal")).isEqualByComparingTo("1e400");
        assertThat(found.get("document")).isEqualTo(Map.of("a", List.of()));
        assertThat(found.get("list")).isEqualTo(Arrays.asList(1L, null, true));
    }

    @Test
    void of_valuesWithoutAJsonForm_areRefusedWithTheirPath() {
        assertRefused(
                Map.of("a", List.of(1, Map.of("when", Instant.EPOCH))),
                "document, at $.a[1].when: a value of java.time.Instant (expected: null, Boolean, String, a number, Map,"
                        + " List or Document; turn it into one of these)");
        assertRefused(
                Map.of("raw", new byte[1]),
                "document, at $.raw: a value of [B (expected: null, Boolean, String, a number, Map, List or Document;"
                        + " turn it into one of these)");
        assertRefused(
                Map.of("n", new AtomicLong(1)),
                "document, at $.n: a number of java.util.concurrent.atomic.AtomicLong (expected: a number of java.lang or"
                        + " java.math)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void of_notFinite_isRefused(double number) {
        String message = "document, at $.a.b: NaN and infinities are not JSON (expected: a finite number, or null, or a"
                + " text)";

        assertRefused(Map.of("a", Map.of("b", number)), message);
        assertRefused(Map.of("a", Map.of("b", (float) number)), message);
    }

    @Test
    void of_namesThatAreNoStrings_areRefused() {
        assertRefused(
                Map.of("a", Map.of(1, 2)),
                "document, at $.a: a member name that is no String but java.lang.Integer (expected: String)");
        assertRefused(
                Map.of("a", Collections.singletonMap(null, 2)),
                "document, at $.a: a member name that is no String but null (expected: String)");
    }

    @Test
    void of_mapThatHoldsItself_isRefusedNotAnOverflow() {
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("me", cyclic);

        assertThatThrownBy(() -> Document.of(cyclic))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("document, at $.me.me.me")
                .hasMessageEndingWith("…: nesting: more than 200 levels (expected: at most 200)");
    }

    @Test
    void of_levels_200AreTakenAnd201Refused() {
        assertThat(Document.of(nested(200)).depth()).isEqualTo(200);
        assertThatThrownBy(() -> Document.of(nested(201)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("nesting: more than 200 levels (expected: at most 200)");
        assertThatThrownBy(() -> Document.of(Map.of("a", Document.of(nested(200)))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("nesting: more than 200 levels (expected: at most 200)");
    }

    private static Map<String, Object> nested(int levels) {
        Map<String, Object> map = Map.of();
        for (int i = 1; i < levels; i++) {
            map = Map.of("a", map);
        }
        return map;
    }

    @Test
    void of_decimalsAtTheLimits_areTakenAndOnePastRefused() {
        assertThat(Document.of(Map.of("a", new BigDecimal("9".repeat(1000)))).number("a"))
                .contains(new BigDecimal("9".repeat(1000)));
        assertThat(Document.of(Map.of("a", new BigDecimal("1e1000"))).number("a"))
                .contains(new BigDecimal("1e1000"));
        assertThat(Document.of(Map.of("a", new BigDecimal("1e-1000"))).number("a"))
                .contains(new BigDecimal("1e-1000"));
        assertRefused(
                Map.of("a", new BigDecimal("9".repeat(1001))),
                "document, at $.a: a number of 1001 significant digits (expected: at most 1000)");
        for (String past : List.of("1e1001", "1e-1001", "10e1000")) {
            assertRefused(
                    Map.of("a", new BigDecimal(past)),
                    "document, at $.a: a number with a decimal exponent beyond ±1000 (expected: at most 1000 either way)");
        }
    }

    @Test
    void get_pathsAndTypes_giveWhatIsThereOrEmpty() {
        Document document =
                Document.parse("{\"a\":{\"b.c\":1,\"b\":{\"c\":\"x\"}},\"l\":[{\"b\":1}],\"n\":null,\"t\":true}");

        assertThat(document.get("a.b.c")).contains("x");
        assertThat(document.get(FieldPath.of("a", "b.c"))).contains(1L);
        assertThat(document.get("l.b")).isEmpty();
        assertThat(document.get("l.0")).isEmpty();
        assertThat(document.get("n")).isEmpty();
        assertThat(document.get("n.x")).isEmpty();
        assertThat(document.get("t.x")).isEmpty();
        assertThat(document.text("t")).isEmpty();
        assertThat(document.bool("t")).contains(true);
        assertThat(document.number("a.b.c")).isEmpty();
    }

    @Test
    void toMap_result_cannotBeChanged() {
        Map<String, Object> map = Document.parse("{\"a\":[1]}").toMap();

        assertThatThrownBy(() -> map.put("b", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) map.get("a")).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void bytes_changedByTheCaller_leaveTheDocumentAlone() {
        byte[] given = {'{', '}'};
        Document document = Document.parse(given);
        given[0] = 'x';
        document.toUtf8()[0] = 'x';

        assertThat(document.toJson()).isEqualTo("{}");
    }

    @Test
    void toString_secretContent_isNotShown() {
        assertThat(Document.of(Map.of("password", "hunter2"))).hasToString("Document(22 bytes)");
    }

    @Test
    void builder_nameTwice_isRefused() {
        Document.Builder builder = Document.builder().put("a", null);

        assertThatThrownBy(() -> builder.put("a", 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("document, at $.a: the member name is given twice (expected: once)");
        assertThat(builder.build().toJson()).isEqualTo("{\"a\":null}");
    }

    @Test
    void of_zeroWithALargeExponent_isTakenAsZero() {
        Document parsed = Document.parse("{\"a\":0.000e-1000,\"b\":0e1000}");
        assertThat(Document.of(parsed.toMap())).isEqualTo(parsed);
    }
}

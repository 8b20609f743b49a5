package dev.marcus.persistence.query;

import static dev.marcus.persistence.query.Entries.START;
import static dev.marcus.persistence.query.Entries.entry;
import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of filter answers; every expectation is written out. */
class FilterTest {
    /** Checks the filter and its complement at once. */
    private static void assertHolds(Filter filter, String json, boolean expected) {
        Entry entry = entry(json);
        assertThat(filter.predicate().test(entry)).as(json).isEqualTo(expected);
        assertThat(not(filter).predicate().test(entry)).as("not, " + json).isEqualTo(!expected);
    }

    private static void assertHolds(Filter filter, Document document, boolean expected) {
        Entry entry = Entry.of("things", "k1", document, START, 1);
        assertThat(filter.predicate().test(entry)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "{'a':1}, true, false, false, true, true",
        "{'a':1.0}, true, false, false, true, true",
        "{'a':1e0}, true, false, false, true, true",
        "{'a':0.9}, false, true, true, true, false",
        "{'a':-1e300}, false, true, true, true, false",
        "{'a':2}, false, true, false, false, true",
        "{'a':'1'}, false, true, false, false, false",
        "{'a':true}, false, true, false, false, false",
        "{'a':null}, false, true, false, false, false",
        "{'a':[1]}, false, true, false, false, false",
        "{'a':{'a':1}}, false, true, false, false, false",
        "{}, false, true, false, false, false",
    })
    void comparisons_withANumber_holdForNumbersAlone(
            String json, boolean eq, boolean ne, boolean lt, boolean lte, boolean gte) {
        assertHolds(where("a").eq(1), json, eq);
        assertHolds(where("a").ne(1), json, ne);
        assertHolds(where("a").lt(1), json, lt);
        assertHolds(where("a").lte(1), json, lte);
        assertHolds(where("a").gte(1), json, gte);
        assertHolds(where("a").gt(1), json, gte && !eq);
    }

    @Test
    void comparisons_largeNumbers_areExact() {
        assertHolds(where("a").lt(new BigDecimal("9007199254740993.5")), "{'a':9007199254740993}", true);
        assertHolds(where("a").eq(9007199254740992.0), "{'a':9007199254740993}", false);
        assertHolds(where("a").eq(BigInteger.TWO.pow(64)), "{'a':18446744073709551616}", true);
        assertHolds(where("a").eq(BigInteger.TWO.pow(64)), "{'a':18446744073709551617}", false);
        assertHolds(where("a").eq(0.1), "{'a':0.10}", true);
        assertHolds(where("a").eq(0.1f), "{'a':0.1}", true);
        assertHolds(where("a").eq(-0.0), "{'a':0}", true);
        assertHolds(where("a").eq(0), "{'a':-0.0}", true);
        assertHolds(where("a").gt(new BigDecimal("1e400")), "{'a':1.1e400}", true);
    }

    @Test
    void comparisons_booleans_falseComesBeforeTrue() {
        assertHolds(where("a").lt(true), "{'a':false}", true);
        assertHolds(where("a").eq(true), "{'a':true}", true);
        assertHolds(where("a").eq(true), "{'a':1}", false);
        assertHolds(where("a").eq(false), "{}", false);
    }

    @Test
    void comparisons_strings_goByCodePointWithCase() {
        assertHolds(where("a").lt("a"), "{'a':'Z'}", true);
        assertHolds(where("a").eq("A"), "{'a':'a'}", false);
        assertHolds(where("a").lt("ab"), "{'a':'a'}", true);
        assertHolds(where("a").gt(""), "{'a':'a'}", true);
        assertHolds(where("a").eq("\u00e9"), "{'a':'e\u0301'}", false);
        assertHolds(where("a").gt("\uffff"), "{'a':'\ud83d\ude00'}", true);
        assertHolds(where("a").lt("\ud83d\ude01"), "{'a':'\ud83d\ude00'}", true);
    }

    @Test
    void comparisons_pairsSplit_countAsNumbersOfTheirOwn() {
        assertHolds(where("a").lt("\ue000"), Document.of(Map.of("a", "\ud83d")), true);
        assertHolds(where("a").lt("\ud83d\ude00"), Document.of(Map.of("a", "\ud83d")), true);
        assertHolds(where("a").lt("\ud83d\ude00"), Document.of(Map.of("a", "\ud83dz")), true);
        assertHolds(where("a").lt("\ud83d\ude00"), Document.of(Map.of("a", "\udfff")), true);
        assertHolds(where("a").lt("\ud83d\ude00"), Document.of(Map.of("a", "\uffff")), true);
        assertHolds(where("a").eq("\ud83d"), Document.of(Map.of("a", "\ud83d")), true);
        assertHolds(where("a").eq("?"), Document.of(Map.of("a", "\ud83d")), false);
    }

    @Test
    void in_values_holdForOneOfThemByValue() {
        Filter filter = where("a").in(1, "x", true);

        assertHolds(filter, "{'a':1.0}", true);
        assertHolds(filter, "{'a':'x'}", true);
        assertHolds(filter, "{'a':true}", true);
        assertHolds(filter, "{'a':'1'}", false);
        assertHolds(filter, "{'a':null}", false);
        assertHolds(filter, "{}", false);
        assertHolds(where("a").in(List.of()), "{'a':1}", false);
    }

    @Test
    void existsAndIsNull_missingAndNull_areTwoThings() {
        assertHolds(where("a").exists(), "{'a':null}", true);
        assertHolds(where("a").exists(), "{'a':{}}", true);
        assertHolds(where("a").exists(), "{}", false);
        assertHolds(where("a").isNull(), "{'a':null}", true);
        assertHolds(where("a").isNull(), "{}", false);
        assertHolds(where("a").isNull(), "{'a':'null'}", false);
        assertHolds(where("a.b").isNull(), "{'a':null}", false);
        assertHolds(where("a.b").exists(), "{'a':null}", false);
    }

    @Test
    void startsWith_strings_isLiteralAndCaseSensitive() {
        assertHolds(where("a").startsWith("ab"), "{'a':'abc'}", true);
        assertHolds(where("a").startsWith(""), "{'a':''}", true);
        assertHolds(where("a").startsWith(""), "{'a':1}", false);
        assertHolds(where("a").startsWith("AB"), "{'a':'abc'}", false);
        assertHolds(where("a").startsWith("%"), "{'a':'abc'}", false);
        assertHolds(where("a").startsWith("a*"), "{'a':'abc'}", false);
        assertHolds(where("a").startsWith("1"), "{'a':12}", false);
        assertHolds(where("a").startsWith("x"), "{'a':['x']}", false);
        assertHolds(where("a").startsWith("\ud83d"), "{'a':'\ud83d\ude00'}", false);
        assertHolds(where("a").startsWith("\ud83d"), Document.of(Map.of("a", "\ud83dx")), true);
    }

    @Test
    void contains_strings_findsPartsThatCutNoPair() {
        assertHolds(where("a").contains("b"), "{'a':'abc'}", true);
        assertHolds(where("a").contains(""), "{'a':''}", true);
        assertHolds(where("a").contains("B"), "{'a':'abc'}", false);
        assertHolds(where("a").contains("_"), "{'a':'abc'}", false);
        assertHolds(where("a").contains("\ude00"), "{'a':'x\ud83d\ude00'}", false);
        assertHolds(where("a").contains("\ud83d"), "{'a':'x\ud83d\ude00'}", false);
        assertHolds(where("a").contains("\ude00"), Document.of(Map.of("a", "\ud83d\ude00\ude00")), true);
        assertHolds(where("a").contains(1), "{'a':'1'}", false);
    }

    @Test
    void contains_arrays_findsElementsByValueAndGoesNoDeeper() {
        assertHolds(where("a").contains(1), "{'a':[0,1.0]}", true);
        assertHolds(where("a").contains("x"), "{'a':['y','x']}", true);
        assertHolds(where("a").contains("x"), "{'a':['xy']}", false);
        assertHolds(where("a").contains(1), "{'a':[[1],{'a':1}]}", false);
        assertHolds(where("a").contains(1), "{'a':['1',true,null]}", false);
        assertHolds(where("a").contains(1), "{'a':[]}", false);
        assertHolds(where("a").contains("b"), "{'a':{'b':1}}", false);
        assertHolds(where("a").contains(1), "{'a':1}", false);
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "?, '', false",
        "?, x, true",
        "?, 😀, true",
        "??, 😀, false",
        "a*c, abbc, true",
        "a*c, ac, true",
        "a*c, acd, false",
        "a?c, abbc, false",
        "*b*, abc, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "ABC, abc, false",
        "a, abc, false",
        "a.c, abc, false",
        "[ab], a, false",
        "[ab], [ab], true",
        "'{a,b}', a, false",
        "\\*, \\anything, true",
        "\\?, ?, false",
        "a%, abc, false",
        "a_c, abc, false",
        "^a$, a, false",
        "a**, a, true",
        "*😀, x😀, true",
    })
    void glob_pattern_givesMeaningToStarAndQuestionMarkAlone(String pattern, String text, boolean expected) {
        assertHolds(where("a").glob(pattern), Document.of(Map.of("a", text)), expected);
    }

    @Test
    void glob_noString_doesNotHold() {
        assertHolds(where("a").glob("*"), "{'a':1}", false);
        assertHolds(where("a").glob("*"), "{'a':['x']}", false);
        assertHolds(where("a").glob("*"), "{}", false);
        assertHolds(where("a").glob("?"), Document.of(Map.of("a", "\ud83d")), true);
        assertHolds(where("a").glob("??"), Document.of(Map.of("a", "\ude00\ud83d")), true);
    }

    @Test
    void glob_manyStars_takesNoExponentialTime() {
        String text = "a".repeat(20_000);

        assertHolds(where("a").glob("a*".repeat(50) + "b"), Document.of(Map.of("a", text)), false);
    }

    @Test
    void path_arraysAndScalars_areNeverEntered() {
        assertHolds(where("a.b").exists(), "{'a':[{'b':1}]}", false);
        assertHolds(where("a.0").exists(), "{'a':[1]}", false);
        assertHolds(where("a.length").exists(), "{'a':'x'}", false);
        assertHolds(where("a.b").ne(1), "{'a':[{'b':1}]}", true);
    }

    @Test
    void path_dots_separateNamesUnlessNamesAreGivenAsSuch() {
        String json = "{'a.b':1,'a':{'b':2,'b.c':3,'':4}}";

        assertHolds(where("a.b").eq(2), json, true);
        assertHolds(where(FieldPath.of("a.b")).eq(1), json, true);
        assertHolds(where(FieldPath.of("a", "b.c")).eq(3), json, true);
        assertHolds(where("a.b.c").exists(), json, false);
        assertHolds(where("a.").eq(4), json, true);
        assertHolds(where("A").exists(), json, false);
    }

    @Test
    void path_ofTheEntryItself_readsKeyTimeAndRevision() {
        assertHolds(where("_key").eq("k1"), "{'key':'x'}", true);
        assertHolds(where("_key").glob("k?"), "{}", true);
        assertHolds(where("_revision").gte(1), "{}", true);
        assertHolds(where("_revision").gt(1), "{}", false);
        assertHolds(where("_stored_at").eq(START.plusSeconds(1)), "{}", true);
        assertHolds(where("_stored_at").gt(START), "{}", true);
        assertHolds(where("_stored_at").lt("2026-10-01T14:00:01.000001+02:00"), "{}", true);
        assertHolds(where("_stored_at").in(START, START.plusSeconds(1)), "{}", true);
        assertHolds(where("_stored_at").exists(), "{}", true);
        assertHolds(where("_stored_at").startsWith("2026"), "{}", false);
        assertHolds(where("a._key").eq("x"), "{'a':{'_key':'x'}}", true);
        assertHolds(where("_meta").exists(), "{}", false);
    }

    @Test
    void combinations_ofNone_andNested_followTwoValuedLogic() {
        assertHolds(Filter.all(), "{}", true);
        assertHolds(Filter.allOf(), "{}", true);
        assertHolds(Filter.anyOf(), "{}", false);
        assertHolds(where("a").lt(5).or(where("a").gte(5)), "{}", false);
        assertHolds(not(where("a").lt(5)).and(not(where("a").gte(5))), "{}", true);
        assertHolds(where("a").eq(1).and(where("b").eq(2)).or(where("c").eq(3)), "{'c':3}", true);
        assertHolds(where("a").eq(1).and(where("b").eq(2).or(where("c").eq(3))), "{'c':3}", false);
        assertHolds(where("a").gt(0).and(where("a").lt(2)), "{'a':1}", true);
        assertThat(not(not(where("a").eq(1)))).isEqualTo(where("a").eq(1));
    }

    @Test
    void matching_javaCode_isAskedOnlyAfterTheConditionsBefore() {
        AtomicInteger asked = new AtomicInteger();
        Filter filter = where("a").eq(1).and(Filter.matching(e -> asked.incrementAndGet() > 0));

        assertThat(filter.predicate().test(entry("{'a':2}"))).isFalse();
        assertThat(asked).hasValue(0);
        assertThat(filter.predicate().test(entry("{'a':1}"))).isTrue();
    }

    @Test
    void literals_ofOtherTypes_areRefused() {
        assertRefusal(() -> where("a.b").eq(null))
                .hasMessage(
                        "filter on 'a.b': a value of null (expected: String, Boolean or a number; for null use isNull())");
        assertRefusal(() -> where("a").in(Arrays.asList(1, null))).hasMessageContaining("for null use isNull()");
        assertRefusal(() -> where("a").eq(LocalDate.EPOCH))
                .hasMessage("filter on 'a': a value of java.time.LocalDate (expected: String, Boolean or a number)");
        assertRefusal(() -> where("a").contains(List.of())).hasMessageStartingWith("filter on 'a': a value of ");
        assertRefusal(() -> where("a").lt(Double.NaN)).hasMessage("filter on 'a': NaN (expected: a finite number)");
        assertRefusal(() -> where("a").lt(Float.NEGATIVE_INFINITY))
                .hasMessage("filter on 'a': -Infinity (expected: a finite number)");
        assertRefusal(() -> where("a").eq(new AtomicInteger()))
                .hasMessage(
                        "filter on 'a': a number of java.util.concurrent.atomic.AtomicInteger (expected: a number of"
                                + " java.lang or java.math)");
        assertRefusal(() -> where("a").eq(new BigDecimal("1e20000")))
                .hasMessage("filter on 'a': a number of scale -20000 (expected: within ±10000)");
        assertRefusal(() -> where("_stored_at").gt(5))
                .hasMessage("filter on '_stored_at': a value of java.lang.Integer (expected: an Instant)");
        assertRefusal(() -> where("_stored_at").gt("yesterday"))
                .hasMessage("filter on '_stored_at': 'yesterday' (expected: an Instant, or a time such as"
                        + " 2026-10-01T12:00:00Z)");
        assertRefusal(() -> where("a").eq(START)).hasMessageContaining("a value of java.time.Instant");
    }

    @Test
    void predicate_nestedTooDeep_isRefused() {
        Filter fine = where("a").eq(1);
        for (int i = 0; i < 500; i++) {
            fine = new Filter.Not(fine);
        }
        Filter tooDeep = new Filter.Not(fine);

        assertThat(fine.predicate().test(entry("{'a':1}"))).isTrue();
        assertRefusal(tooDeep::predicate).hasMessageStartingWith("filter: nested more than 500 levels");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefusal(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
    }
}

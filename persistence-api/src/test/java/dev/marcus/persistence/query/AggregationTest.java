package dev.marcus.persistence.query;

import static dev.marcus.persistence.query.Entries.START;
import static dev.marcus.persistence.query.Entries.entries;
import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of aggregations; every expectation is written out. */
class AggregationTest {
    private static BigDecimal figure(Aggregate aggregate, String... json) {
        return Aggregation.of("c")
                .compute("x", aggregate)
                .fold(entries(json))
                .get(0)
                .figure("x")
                .orElse(null);
    }

    private static BigDecimal overNumbers(Aggregate aggregate, String numbers) {
        List<String> json = new ArrayList<>();
        for (String number : numbers.split(" ")) {
            json.add("{'n':" + number + "}");
        }
        return figure(aggregate, json.toArray(new String[0]));
    }

    @Test
    void sum_decimals_isExact() {
        assertThat(overNumbers(Aggregate.sum("n"), "0.1 0.2")).isEqualByComparingTo("0.3");
        assertThat(overNumbers(Aggregate.sum("n"), "1e30 1 -1e30")).isEqualByComparingTo("1");
        assertThat(overNumbers(Aggregate.sum("n"), "9223372036854775807 1"))
                .isEqualByComparingTo("9223372036854775808");
        assertThat(overNumbers(Aggregate.sum("n"), "1e400 1e-400").subtract(new BigDecimal("1e400")))
                .isEqualByComparingTo("1e-400");
    }

    @Test
    void avg_division_isRoundedOnceTo34Digits() {
        assertThat(overNumbers(Aggregate.avg("n"), "1 2")).isEqualByComparingTo("1.5");
        assertThat(overNumbers(Aggregate.avg("n"), "1 0 0")).isEqualByComparingTo("0." + "3".repeat(34));
        assertThat(overNumbers(Aggregate.avg("n"), "2 0 0")).isEqualByComparingTo("0." + "6".repeat(33) + "7");
        assertThat(overNumbers(Aggregate.avg("n"), "1e40 1 -1e40 0")).isEqualByComparingTo("0.25");
    }

    @Test
    void minAndMax_numbers_compareByExactValue() {
        assertThat(overNumbers(Aggregate.min("n"), "2 -1.5 1e3")).isEqualByComparingTo("-1.5");
        assertThat(overNumbers(Aggregate.max("n"), "9007199254740993 9007199254740993.5"))
                .isEqualByComparingTo("9007199254740993.5");
    }

    @ParameterizedTest
    @CsvSource({"3 1 2, 2", "4 1 3 2, 2.5", "7, 7", "1 1 1 9, 1", "0.1 0.2, 0.15", "-1 1, 0"})
    void median_oddAndEven_isTheMiddleOrTheMeanOfTwo(String numbers, BigDecimal expected) {
        assertThat(overNumbers(Aggregate.median("n"), numbers)).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "100, 50", "25, 20", "50, 30", "90, 46", "99.9, 49.96", "12.5, 15"})
    void percentile_betweenTwoNumbers_isInProportion(double percent, BigDecimal expected) {
        assertThat(overNumbers(Aggregate.percentile("n", percent), "50 10 40 20 30"))
                .isEqualByComparingTo(expected);
    }

    @Test
    void percentile_ofOneNumber_isTheNumber() {
        assertThat(overNumbers(Aggregate.percentile("n", 0), "7")).isEqualByComparingTo("7");
        assertThat(overNumbers(Aggregate.percentile("n", 100), "7")).isEqualByComparingTo("7");
    }

    @ParameterizedTest
    @CsvSource({"-0.1", "100.1", "NaN", "Infinity"})
    void percentile_outOfRange_isRefused(double percent) {
        assertThatThrownBy(() -> Aggregate.percentile("n", percent))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("percent: " + percent + " (expected: 0 to 100)");
    }

    @Test
    void figures_valuesThatAreNoNumbers_arePassedOver() {
        String[] mixed = {
            "{'n':1}", "{'n':'5'}", "{'n':true}", "{'n':null}", "{}", "{'n':[9]}", "{'n':{'n':9}}", "{'n':2}"
        };

        assertThat(figure(Aggregate.sum("n"), mixed)).isEqualByComparingTo("3");
        assertThat(figure(Aggregate.avg("n"), mixed)).isEqualByComparingTo("1.5");
        assertThat(figure(Aggregate.median("n"), mixed)).isEqualByComparingTo("1.5");
        assertThat(figure(Aggregate.count(), mixed)).isEqualByComparingTo("8");
        assertThat(figure(Aggregate.max("_revision"), mixed)).isEqualByComparingTo("8");
    }

    @Test
    void fold_nothing_givesCountZeroAndNoOtherFigure() {
        Aggregation aggregation = Aggregation.of("c")
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum("n"))
                .compute("avg", Aggregate.avg("n"))
                .compute("min", Aggregate.min("n"))
                .compute("max", Aggregate.max("n"))
                .compute("median", Aggregate.median("n"))
                .compute("p99", Aggregate.percentile("n", 99));

        List<Group> answer = aggregation.fold(List.of());

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0).keys()).isEmpty();
        assertThat(answer.get(0).figure("count")).contains(BigDecimal.ZERO);
        assertThat(answer.get(0).figures().keySet())
                .containsExactly("count", "sum", "avg", "min", "max", "median", "p99");
        assertThat(answer.get(0).figures().values().stream().filter(v -> v != null))
                .hasSize(1);
        assertThat(aggregation.groupBy("g").fold(List.of())).isEmpty();
    }

    private static List<String> groups(Aggregation aggregation, Iterable<Entry> entries) {
        return aggregation.compute("count", Aggregate.count()).fold(entries).stream()
                .map(g -> String.join(
                                "/",
                                g.keys().values().stream().map(String::valueOf).toList()) + "="
                        + g.figure("count").orElseThrow())
                .toList();
    }

    @Test
    void groupBy_values_groupByValueInTheOrderOfSorts() {
        List<Entry> entries = entries(
                "{'g':'b'}",
                "{'g':1}",
                "{'g':1.0}",
                "{'g':1e0}",
                "{}",
                "{'g':null}",
                "{'g':null}",
                "{'g':[1]}",
                "{'g':{}}",
                "{'g':[]}",
                "{'g':true}",
                "{'g':'1'}",
                "{'g':10}",
                "{'g':'B'}");

        assertThat(groups(Aggregation.of("c").groupBy("g"), entries))
                .containsExactly("MISSING=1", "null=2", "true=1", "1=3", "10=1", "1=1", "B=1", "b=1", "CONTAINER=3");
        List<Group> found = Aggregation.of("c").groupBy("g").fold(entries);
        assertThat(found.get(0).key("g")).isEqualTo(Group.MISSING);
        assertThat(found.get(1).key("g")).isNull();
        assertThat(found.get(8).key("g")).isEqualTo(Group.CONTAINER);
    }

    @Test
    void groupBy_severalPaths_makesAGroupForEachCombination() {
        List<Entry> entries =
                entries("{'a':1,'b':{'c':'x'}}", "{'a':1,'b':{'c':'x'}}", "{'a':1}", "{'a':0,'b':{'c':'x'}}");

        assertThat(groups(Aggregation.of("c").groupBy("a").groupBy("b.c"), entries))
                .containsExactly("0/x=1", "1/MISSING=1", "1/x=2");
    }

    @Test
    void groupBy_zeros_areOneGroup() {
        assertThat(groups(Aggregation.of("c").groupBy("g"), entries("{'g':0}", "{'g':0.0}", "{'g':-0.0}", "{'g':0e9}")))
                .containsExactly("0=4");
    }

    @ParameterizedTest
    @CsvSource({
        "WEEK, 2026-10-05T00:00:00Z, 2026-10-05T00:00:00Z",
        "WEEK, 2026-10-04T23:59:59.999999Z, 2026-09-28T00:00:00Z",
        "WEEK, 2027-01-01T12:00:00Z, 2026-12-28T00:00:00Z",
        "MONTH, 2026-02-28T23:59:59Z, 2026-02-01T00:00:00Z",
        "MONTH, 2024-02-29T00:00:00Z, 2024-02-01T00:00:00Z",
        "DAY, 2026-10-01T23:59:59Z, 2026-10-01T00:00:00Z",
        "HOUR, 1969-12-31T23:59:59Z, 1969-12-31T23:00:00Z",
        "MINUTE, 2026-10-01T12:34:56.7Z, 2026-10-01T12:34:00Z",
    })
    void startOf_time_isTheFirstMomentInUtc(TimeBucket bucket, Instant time, Instant start) {
        assertThat(bucket.startOf(time)).isEqualTo(start);
        assertThat(bucket.startOf(start)).isEqualTo(start);
    }

    @Test
    void groupByTime_textsAndStoreTimes_fallIntoSpansInUtc() {
        List<Entry> entries = entries(
                "{'t':'2026-10-04T23:30:00Z'}",
                "{'t':'2026-10-05T00:30:00+01:00'}",
                "{'t':'2026-10-05 00:00:00'}",
                "{'t':'2026-10-05T00:00:00.5'}",
                "{'t':'soon'}",
                "{'t':5}",
                "{}",
                "{'t':null}",
                "{'t':['x']}");

        assertThat(groups(Aggregation.of("c").groupByTime("t", TimeBucket.WEEK), entries))
                .containsExactly("MISSING=4", "2026-09-28T00:00:00Z=2", "2026-10-05T00:00:00Z=2", "CONTAINER=1");
        assertThat(groups(Aggregation.of("c").groupByTime("_stored_at", TimeBucket.MONTH), entries))
                .containsExactly("2026-10-01T00:00:00Z=9");
    }

    @Test
    void fold_anyOrderOfEntries_givesTheSameFigures() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 99; i++) {
            Document document = Document.of(Map.of("g", i % 7, "n", new BigDecimal("0.1").multiply(new BigDecimal(i))));
            entries.add(Entry.of("c", "k" + i, document, START, i));
        }
        Aggregation aggregation = Aggregation.of("c")
                .groupBy("g")
                .compute("avg", Aggregate.avg("n"))
                .compute("p90", Aggregate.percentile("n", 90));
        List<Group> expected = aggregation.fold(entries);
        Collections.shuffle(entries, new java.util.Random(3));

        assertThat(aggregation.fold(entries)).hasSize(7).isEqualTo(expected);
    }

    @Test
    void compute_nameTwice_isRefused() {
        Aggregation aggregation = Aggregation.of("c").compute("x", Aggregate.count());

        assertThatThrownBy(() -> aggregation.compute("x", Aggregate.sum("n")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("figure: 'x' is given twice (expected: once)");
    }

    @Test
    void having_namesSpansOfTimeByTheirText_andTheStoreTimeByAnInstant() {
        Aggregation byDay = Aggregation.of("things")
                .groupByTime("at", TimeBucket.DAY)
                .groupByTime("_stored_at", TimeBucket.DAY)
                .compute("n", Aggregate.count());
        List<Entry> entries = entries(
                "{'at':'2026-10-01T23:00:00Z'}", "{'at':'2026-10-02 01:00:00'}", "{'at':'2026-10-02T02:00:00Z'}", "{}");

        assertThat(byDay.having(where("at").gte("2026-10-02T00:00:00Z")).fold(entries))
                .extracting(group -> group.figure("n").orElseThrow().intValueExact())
                .containsExactly(2);
        assertThat(byDay.having(where("_stored_at").lt(START)).fold(entries)).hasSize(3);
        assertThat(byDay.having(where("_stored_at").gt(START)).fold(entries)).isEmpty();
    }

    @Test
    void having_whatIsNeitherAFigureNorAKey_isRefused_inWhateverOrderItIsBuilt() {
        Aggregation wrong = Aggregation.of("things").having(where("m").gt(1)).compute("n", Aggregate.count());
        assertThatThrownBy(() -> wrong.fold(List.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("'m'")
                .hasMessageContaining("[n]");
        Aggregation right = Aggregation.of("things").having(where("m").gte(0)).compute("m", Aggregate.count());
        assertThat(right.fold(List.of())).hasSize(1);
        assertThatThrownBy(() -> right.having(Filter.matching(entry -> true)).fold(List.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("predicate");
        assertThatThrownBy(() -> right.limit(-1)).isInstanceOf(InvalidRequestException.class);
    }
}

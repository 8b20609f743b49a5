package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AggregationRules extends Rules {
    AggregationRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_5_10_aggregationGivesWhatFoldingTheMatchesGives() {
        List<Entry> all = SampleData.load(store(), clock);
        Aggregation aggregation = Aggregation.of("c")
                .where(where("n").exists())
                .groupBy("v")
                .groupByTime("_stored_at", dev.marcus.persistence.query.TimeBucket.HOUR)
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum("n"))
                .compute("avg", Aggregate.avg("n"))
                .compute("min", Aggregate.min("n"))
                .compute("max", Aggregate.max("n"))
                .compute("median", Aggregate.median("n"))
                .compute("p90", Aggregate.percentile("n", 90));
        List<Entry> matching =
                all.stream().filter(where("n").exists().predicate()).toList();
        assertEquals(aggregation.fold(matching), store().aggregate(aggregation));
    }

    @Test
    void rule_5_10_anEmptyInputGivesCountZeroAndNoValue() {
        List<Group> answer = store().aggregate(Aggregation.of("none")
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum("n"))
                .compute("median", Aggregate.median("n")));
        assertEquals(1, answer.size());
        assertEquals(Optional.of(BigDecimal.ZERO), answer.get(0).figure("count"));
        assertEquals(Optional.empty(), answer.get(0).figure("sum"));
        assertEquals(Optional.empty(), answer.get(0).figure("median"));
    }

    @Test
    void rule_5_10_figuresOfKnownNumbers() {
        for (String hours : List.of("0.1", "0.2", "10", "1e2", "7.7", "3")) {
            store().store("c", "k" + hours, doc("{\"who\":\"a\",\"hours\":" + hours + "}"));
        }
        store().store("c", "text", doc("{\"who\":\"a\",\"hours\":\"5\"}"));
        store().store("c", "none", doc("{\"who\":\"b\"}"));
        List<Group> answer = store().aggregate(Aggregation.of("c")
                .groupBy("who")
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum("hours"))
                .compute("avg", Aggregate.avg("hours"))
                .compute("min", Aggregate.min("hours"))
                .compute("max", Aggregate.max("hours"))
                .compute("median", Aggregate.median("hours"))
                .compute("p90", Aggregate.percentile("hours", 90)));
        assertEquals(
                List.of("a", "b"),
                answer.stream().map(group -> group.key("who")).toList(),
                "the groups");
        Map<String, String> expected = Map.of(
                "count",
                "7",
                "sum",
                "121",
                "avg",
                "20.16666666666666666666666666666667",
                "min",
                "0.1",
                "max",
                "100",
                "median",
                "5.35",
                "p90",
                "55");
        expected.forEach((name, figure) -> assertEquals(
                0,
                new BigDecimal(figure).compareTo(answer.get(0).figure(name).orElseThrow()),
                () -> name + " is " + answer.get(0).figure(name) + ", not " + figure));
        assertEquals(Optional.empty(), answer.get(1).figure("median"), "of no numbers there is no median");
    }

    @Test
    void rule_5_10_spansOfTimeAreThoseOfUtc() {
        for (String time : List.of(
                "2026-10-01T23:59:59Z", "2026-10-02T00:00:00Z", "2026-10-02T12:00:00Z", "2026-11-01T00:00:00Z")) {
            clock.set(Instant.parse(time));
            store().store("c", time, DOC);
        }
        Map<TimeBucket, List<Integer>> sizes = Map.of(
                TimeBucket.MINUTE, List.of(1, 1, 1, 1),
                TimeBucket.HOUR, List.of(1, 1, 1, 1),
                TimeBucket.DAY, List.of(1, 2, 1),
                TimeBucket.WEEK, List.of(3, 1),
                TimeBucket.MONTH, List.of(3, 1));
        sizes.forEach((bucket, expected) -> {
            List<Group> answer = store().aggregate(Aggregation.of("c")
                    .groupByTime("_stored_at", bucket)
                    .compute("n", Aggregate.count()));
            assertEquals(
                    expected,
                    answer.stream()
                            .map(group -> group.figure("n").orElseThrow().intValueExact())
                            .toList(),
                    () -> "spans of a " + bucket);
        });
    }

    @Test
    void rule_5_10_groupsAreChosenAndOrderedByTheirFigures() {
        String[] agents = {"a", "b", "b", "c", "c", "c", "d", "d", "d", "d"};
        for (int i = 0; i < agents.length; i++) {
            store().store("c", "k" + i, doc("{\"data\":{\"agent\":\"" + agents[i] + "\"},\"hours\":" + (10 - i) + "}"));
        }
        store().store("c", "none", doc("{\"data\":{\"agent\":\"e\"}}"));
        Aggregation byAgent = Aggregation.of("c")
                .groupBy("data.agent")
                .compute("tasks", Aggregate.count())
                .compute("most.hours", Aggregate.max("hours"));
        assertEquals(List.of("a", "b", "c", "d", "e"), agents(byAgent));
        assertEquals(List.of("d", "c", "b"), agents(byAgent.top(3, "tasks")));
        assertEquals(
                List.of("b", "c", "d"), agents(byAgent.having(where("tasks").gte(2))));
        assertEquals(
                List.of("b", "c"),
                agents(byAgent.having(where("tasks").gte(2))
                        .having(where("most.hours").gt(4))));
        assertEquals(
                List.of("a", "e"), agents(byAgent.having(where("tasks").lt(2)).limit(7)));
        assertEquals(List.of("a"), agents(byAgent.having(where("tasks").lt(2)).limit(1)));
        assertEquals(List.of("e"), agents(byAgent.having(not(where("most.hours").exists()))));
        assertEquals(
                List.of("e", "a"),
                agents(byAgent.having(where("data.agent").in("a", "e")).sortBy(Sort.asc("most.hours"))));
        refused(InvalidRequestException.class, () -> agents(byAgent.top(1, "hours")), "'hours'", "most.hours");
    }

    private List<Object> agents(Aggregation aggregation) {
        return store().aggregate(aggregation).stream()
                .map(group -> Objects.requireNonNull(group.key("data.agent")))
                .toList();
    }
}

package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryRules extends Rules {
    QueryRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private List<Filter> filters() {
        List<Filter> filters = new ArrayList<>(
                List.of(Filter.all(), Filter.anyOf(), where("no.such").exists()));
        for (String path : SampleData.PATHS) {
            filters.add(where(path).exists());
            filters.add(where(path).isNull());
            filters.add(where(path).startsWith("a"));
            filters.add(where(path).startsWith(""));
            filters.add(where(path).glob("a*?"));
            filters.add(where(path).in("a", 1, true));
            for (Object value : SampleData.LITERALS) {
                if (value instanceof String text) {
                    filters.add(where(path).startsWith(text));
                    filters.add(where(path).glob("?" + text + "*"));
                }
                filters.add(where(path).eq(value));
                filters.add(where(path).ne(value));
                filters.add(where(path).lt(value));
                filters.add(where(path).lte(value));
                filters.add(where(path).gt(value));
                filters.add(where(path).gte(value));
                filters.add(where(path).contains(value));
                filters.add(not(where(path).lt(value)));
            }
        }
        for (String odd : SampleData.ODD_NAMES) {
            filters.add(where(FieldPath.of(odd)).eq(1));
            filters.add(where(FieldPath.of("o", odd)).exists());
        }
        Instant middle = clock.instant().minusNanos(5000);
        filters.add(where("_stored_at").lt(middle));
        filters.add(where("_stored_at").gte(middle.toString()));
        filters.add(where("_key").startsWith("k1"));
        filters.add(where("_key").glob("k?"));
        filters.add(where("_revision").gt(20));
        filters.add(where("v").eq("a").or(where("n").gte(1)));
        filters.add(not(where("v").eq("a").and(where("n").exists())));
        filters.add(Filter.matching(entry -> entry.key().endsWith("3"))
                .or(where("v").isNull()));
        filters.add(where("v").exists().and(Filter.matching(entry -> entry.revision() % 2 == 0)));
        return filters;
    }

    @Test
    void rule_5_1_everyFilterAnswersAsTheReferenceDoes() {
        List<Entry> all = SampleData.load(store(), clock);
        for (Filter filter : filters()) {
            List<Entry> expected = all.stream().filter(filter.predicate()).toList();
            assertEquals(expected, store().query(Query.of("c").where(filter)).entries(), () -> "filter " + filter);
            assertEquals(expected.size(), store().count(Query.of("c").where(filter)), () -> "count, filter " + filter);
        }
    }

    @Test
    void rule_5_3_notIsTheExactComplement() {
        List<Entry> all = SampleData.load(store(), clock);
        for (Filter filter : filters()) {
            long matching = store().count(Query.of("c").where(filter));
            long others = store().count(Query.of("c").where(not(filter)));
            assertEquals(all.size(), matching + others, () -> "filter " + filter);
        }
    }

    @Test
    void rule_5_1_aFilterNestedTooDeepIsRefused_notACrash() {
        store().store("c", "k", DOC);
        Filter deep = where("n").eq(1);
        for (int i = 0; i < 20_000; i++) {
            deep = i % 2 == 0 ? deep.and(where("n").eq(1)) : deep.or(where("n").eq(2));
        }
        Query query = Query.of("c").where(deep);
        refused(InvalidRequestException.class, () -> store().query(query), "nested");
    }

    @Test
    void rule_5_6_everyOrderIsThatOfTheReference_withAndWithoutALimit() {
        List<Entry> all = SampleData.load(store(), clock);
        for (List<Sort> order : SampleData.ORDERS) {
            List<Entry> expected = all.stream().sorted(Sort.comparator(order)).toList();
            assertEquals(expected, store().query(Query.of("c").sortBy(order)).entries(), () -> "order " + order);
            assertEquals(
                    expected.subList(0, 5),
                    store().query(Query.of("c").sortBy(order).limit(5)).entries(),
                    () -> "limit 5, order " + order);
        }
    }

    @Test
    void rule_5_7_aLimitCountsMatches_filteringNeverHidesOne() {
        store().store("c", "old", doc("{\"type\":\"rare\"}"));
        for (int i = 0; i < 500; i++) {
            store().store("c", "k" + i, doc("{\"type\":\"common\"}"));
        }
        Page page = store().query(Query.of("c").where(where("type").eq("rare")).limit(1));
        assertEquals(List.of("old"), page.entries().stream().map(Entry::key).toList(), "the one match of 501, limit 1");
        assertFalse(page.hasMore(), "no further match follows");
        assertTrue(store().query(Query.of("c").limit(500)).hasMore(), "501 matches, limit 500: more follow");
        assertFalse(store().query(Query.of("c").limit(501)).hasMore(), "501 matches, limit 501: no more follow");
        assertEquals(501, store().query(Query.of("c")).entries().size(), "without a limit");
        assertEquals(
                501,
                store().query(Query.of("c").limit(Integer.MAX_VALUE)).entries().size());
        assertEquals(0, store().query(Query.of("c").limit(0)).entries().size());
        refused(InvalidRequestException.class, () -> Query.of("c").limit(-1), "limit", "-1");
    }

    @Test
    void rule_5_11_explainSaysHowAQueryIsAnswered() {
        Explanation explanation = store().explain(Query.of("c").where(where("a").eq(1)));
        assertEquals(store().description().scheme(), explanation.backend(), "the backend that answers");
        assertFalse(explanation.path().text().isBlank(), "what is read");
        assertTrue(
                List.of("NONE", "SUPERSET", "EXACT").contains(explanation.filtering()),
                "how much of the filter is evaluated: " + explanation.filtering());
        assertFalse(
                explanation.limited()
                        && !(explanation.ordered() && explanation.filtering().equals("EXACT")),
                "a backend that stops at the limit has filtered and sorted: " + explanation);
    }

    @Test
    void rule_5_1_aQuestionMarkIsOneCodePoint_andAStarAnyText() {
        for (String text : List.of("", "a", "ab", "a\ud83e\udd84", "\ud83e\udd84", "a*b", "a[b]", "A")) {
            store().store("c", "k" + text, Document.of(Map.of("t", text)));
        }
        assertEquals(
                List.of("kA", "k\ud83e\udd84", "ka"),
                keys(Query.of("c").where(where("t").glob("?"))),
                "glob ?");
        assertEquals(
                List.of("ka[b]", "ka*b", "ka\ud83e\udd84", "kab", "ka"),
                keys(Query.of("c").where(where("t").glob("a*"))),
                "glob a*");
        assertEquals(List.of("ka[b]"), keys(Query.of("c").where(where("t").glob("a[b]"))), "glob a[b]");
        assertEquals(
                List.of("ka[b]", "ka*b"), keys(Query.of("c").where(where("t").glob("a?b*"))), "glob a?b*");
    }

    @Test
    void rule_5_1_aGlobTakesTimeInProportionToTheText() {
        store().store("c", "k", Document.of(Map.of("t", "a".repeat(20_000))));
        Query hard = Query.of("c").where(where("t").glob("*a".repeat(300) + "b"));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(0, store().count(hard)));
    }

    @Test
    void rule_5_2_aNameMayHoldADot_andIsThenGivenAsASeparateArgument() {
        store().store("c", "inside", doc("{\"a\":{\"b\":1}}"));
        store().store("c", "dotted", doc("{\"a.b\":1}"));
        assertEquals(List.of("inside"), keys(Query.of("c").where(where("a.b").eq(1))), "the path a, b");
        assertEquals(
                List.of("dotted"),
                keys(Query.of("c").where(where(FieldPath.of("a.b")).eq(1))),
                "the name a.b");
        assertEquals(
                List.of("dotted"),
                keys(Query.of("c")
                        .where(where(FieldPath.of("a.b")).exists())
                        .sortBy(new Sort(FieldPath.of("a.b"), false))),
                "sorted by the name a.b");
    }

    @Test
    void rule_5_2_aPathNeverEntersAnArray_andEndsInMissingWhereItMeetsNoObject() {
        store().store("c", "array", doc("{\"a\":[{\"b\":1}]}"));
        store().store("c", "scalar", doc("{\"a\":1}"));
        store().store("c", "null", doc("{\"a\":null}"));
        store().store("c", "object", doc("{\"a\":{\"b\":1}}"));
        assertEquals(List.of("object"), keys(Query.of("c").where(where("a.b").eq(1))), "a.b = 1");
        assertEquals(List.of("object"), keys(Query.of("c").where(where("a.b").exists())), "a.b exists");
        assertEquals(
                List.of("null", "scalar", "array"),
                keys(Query.of("c").where(where("a.b").ne(1))),
                "a.b is not 1");
        assertEquals(List.of(), keys(Query.of("c").where(where("a.b").isNull())), "a.b is null");
        assertEquals(List.of(), keys(Query.of("c").where(where("a.0.b").exists())), "a number is no index");
    }

    @Test
    void rule_5_3_theTableOfWhatIsThere() {
        store().store("c", "missing", doc("{}"));
        store().store("c", "null", doc("{\"v\":null}"));
        store().store("c", "text", doc("{\"v\":\"1\"}"));
        store().store("c", "one", doc("{\"v\":1}"));
        store().store("c", "two", doc("{\"v\":2}"));
        Map<Filter, List<String>> table = new LinkedHashMap<>();
        table.put(where("v").eq(1), List.of("one"));
        table.put(where("v").ne(1), List.of("two", "text", "null", "missing"));
        table.put(where("v").lt(2), List.of("one"));
        table.put(not(where("v").lt(2)), List.of("two", "text", "null", "missing"));
        table.put(where("v").gte(2), List.of("two"));
        table.put(where("v").in(1, "1"), List.of("one", "text"));
        table.put(not(where("v").in(1, "1")), List.of("two", "null", "missing"));
        table.put(where("v").exists(), List.of("two", "one", "text", "null"));
        table.put(not(where("v").exists()), List.of("missing"));
        table.put(where("v").isNull(), List.of("null"));
        table.put(not(where("v").isNull()), List.of("two", "one", "text", "missing"));
        table.put(where("v").startsWith(""), List.of("text"));
        table.forEach((filter, expected) ->
                assertEquals(expected, keys(Query.of("c").where(filter)), () -> "filter " + filter));
    }

    @Test
    void rule_5_12_aPredicateRunsOverTheMatches_andTheLimitCountsItsMatches() {
        for (int i = 0; i < 60; i++) {
            store().store("c", "k" + i, doc("{\"n\":" + i + "}"));
        }
        Filter odd = Filter.matching(
                entry -> entry.document().number("n").orElseThrow().intValueExact() % 2 == 1);
        Page page = store().query(Query.of("c").where(odd).limit(3));
        assertEquals(
                List.of("k59", "k57", "k55"),
                page.entries().stream().map(Entry::key).toList(),
                "limit 3");
        assertTrue(page.hasMore(), "more matches follow");
        assertEquals(5, store().count(Query.of("c").where(odd.and(where("n").lt(10)))), "predicate and comparison");
        assertEquals(35, store().count(Query.of("c").where(odd.or(where("n").lt(10)))), "predicate or comparison");
        assertEquals(30, store().count(Query.of("c").where(not(odd))), "not the predicate");
        assertEquals(
                List.of("k1", "k3"),
                keys(Query.of("c").where(odd).sortBy(Sort.asc("n")).limit(2)),
                "sorted, limit 2");
    }
}

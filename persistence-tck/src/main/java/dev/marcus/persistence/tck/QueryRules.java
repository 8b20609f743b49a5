package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private List<List<Sort>> orders() {
        return List.of(
                List.of(),
                Sort.oldestFirst(),
                List.of(Sort.asc("v")),
                List.of(Sort.desc("v")),
                List.of(Sort.asc("n"), Sort.desc("_key")),
                List.of(Sort.asc("o.x"), Sort.asc("v")),
                List.of(Sort.desc("_revision")),
                List.of(Sort.asc("_key")));
    }

    private List<Entry> load() {
        int n = 0;
        for (String json : SampleData.DOCUMENTS) {
            store().store("c", "k" + n++, doc(json));
            clock.advance(Duration.ofNanos(n % 3 == 0 ? 1000 : 0));
        }
        store().store("other", "k0", DOC);
        return store().query(Query.of("c")).entries();
    }

    @Test
    void rule_5_1_everyFilterAnswersAsTheReferenceDoes() {
        List<Entry> all = load();
        for (Filter filter : filters()) {
            List<Entry> expected = all.stream().filter(filter.predicate()).toList();
            assertEquals(expected, store().query(Query.of("c").where(filter)).entries(), () -> "filter " + filter);
            assertEquals(expected.size(), store().count(Query.of("c").where(filter)), () -> "count, filter " + filter);
        }
    }

    @Test
    void rule_5_3_notIsTheExactComplement() {
        List<Entry> all = load();
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
    void rule_5_4_numbersCompareByExactValue() {
        store().store("c", "2^53+1", doc("{\"n\":9007199254740993}"));
        store().store("c", "2^53+1.5", doc("{\"n\":9007199254740993.5}"));
        store().store("c", "one", doc("{\"n\":1e0}"));
        store().store("c", "true", doc("{\"n\":true}"));
        store().store("c", "zero", doc("{\"n\":-0.0}"));
        assertEquals(List.of("2^53+1"), keys(Query.of("c").where(where("n").eq(9007199254740993L))));
        assertEquals(List.of("2^53+1.5"), keys(Query.of("c").where(where("n").gt(9007199254740993L))));
        assertEquals(List.of("one"), keys(Query.of("c").where(where("n").eq(new BigDecimal("1.00")))));
        assertEquals(List.of("true"), keys(Query.of("c").where(where("n").eq(true))));
        assertEquals(List.of("zero"), keys(Query.of("c").where(where("n").eq(0))));
        assertEquals(
                List.of("2^53+1.5", "2^53+1"),
                keys(Query.of("c").where(where("n").gte(BigInteger.TWO.pow(53)))));
    }

    @Test
    void rule_5_5_stringsCompareByCodePoint() {
        for (String text : List.of("\uffff", "\ud83e\udd84", "a", "B", "\u00e9", "e\u0301")) {
            store().store("c", text, Document.of(Map.of("t", text)));
        }
        assertEquals(
                List.of("B", "a", "e\u0301", "\u00e9", "\uffff", "\ud83e\udd84"),
                keys(Query.of("c").sortBy(Sort.asc("t"))));
        assertEquals(
                List.of("\ud83e\udd84"), keys(Query.of("c").where(where("t").gt("\uffff"))));
    }

    @Test
    void rule_5_6_everyOrderIsThatOfTheReference_withAndWithoutALimit() {
        List<Entry> all = load();
        for (List<Sort> order : orders()) {
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
        assertEquals("old", page.entries().get(0).key());
        assertFalse(page.hasMore());
        assertTrue(store().query(Query.of("c").limit(500)).hasMore());
        assertFalse(store().query(Query.of("c").limit(501)).hasMore());
        assertEquals(501, store().query(Query.of("c")).entries().size());
        assertEquals(
                501,
                store().query(Query.of("c").limit(Integer.MAX_VALUE)).entries().size());
        assertEquals(0, store().query(Query.of("c").limit(0)).entries().size());
        refused(InvalidRequestException.class, () -> Query.of("c").limit(-1), "limit", "-1");
    }

    @Test
    void rule_5_8_pagesYieldEveryEntryOnce_inEveryOrder_alsoWithWritersAtWork() {
        List<Entry> all = load();
        for (List<Sort> order : orders()) {
            List<Entry> expected = all.stream().sorted(Sort.comparator(order)).toList();
            List<Entry> walked = new ArrayList<>();
            Query query = Query.of("c").sortBy(order).limit(3);
            Optional<PageCursor> next = Optional.empty();
            int pages = 0;
            do {
                Page page = store().query(next.map(query::after).orElse(query));
                walked.addAll(page.entries());
                next = page.next();
                store().store("c", "written", doc("{\"v\":\"m\",\"n\":" + pages++ + "}"));
                assertTrue(pages < 100, "the pages come to an end");
            } while (next.isPresent());
            walked.removeIf(entry -> entry.key().equals("written"));
            assertEquals(expected, walked, () -> "order " + order);
            store().delete("c", "written");
        }
    }

    @Test
    void rule_5_8_aCursorOfAnotherQueryOrNoCursorIsRefused() {
        load();
        PageCursor cursor = store().query(Query.of("c").limit(2)).next().orElseThrow();
        assertEquals(
                2, store().query(Query.of("c").limit(2).after(cursor)).entries().size());
        for (Query other : List.of(
                Query.of("other"),
                Query.of("c").sortBy(Sort.asc("v")),
                Query.of("c").where(where("v").exists()))) {
            refused(InvalidRequestException.class, () -> store().query(other.after(cursor)), "cursor");
        }
        for (String text :
                List.of("", "x", "e30", cursor.text() + "A", cursor.text().substring(2))) {
            refused(
                    InvalidRequestException.class,
                    () -> store().query(Query.of("c").after(new PageCursor(text))),
                    "cursor");
        }
        try (dev.marcus.persistence.store.Store elsewhere = open("elsewhere")) {
            elsewhere.store("c", "k", DOC);
            refused(
                    InvalidRequestException.class,
                    () -> elsewhere.query(Query.of("c").after(cursor)),
                    "cursor");
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_5_8_aCursorStaysValidOverReopening() {
        load();
        Query query = Query.of("c").sortBy(Sort.asc("v")).limit(4);
        Page first = store().query(query);
        List<Entry> second =
                store().query(query.after(first.next().orElseThrow())).entries();
        reopen();
        assertEquals(
                second, store().query(query.after(first.next().orElseThrow())).entries());
    }

    @Test
    void rule_5_9_anyTextIsSafeInAnyPlace() {
        int count = SampleData.ODD_NAMES.size();
        for (int i = 0; i < count; i++) {
            String text = SampleData.ODD_NAMES.get(i);
            store().store("c", "k" + i, Document.of(Map.of(text, text)));
        }
        for (int i = 0; i < count; i++) {
            String text = SampleData.ODD_NAMES.get(i);
            assertEquals(
                    List.of("k" + i),
                    keys(Query.of("c").where(where(FieldPath.of(text)).eq(text))),
                    text);
            assertEquals(
                    List.of("k" + i),
                    keys(Query.of("c")
                            .sortBy(new Sort(FieldPath.of(text), true))
                            .limit(1)),
                    text);
        }
        assertEquals(count, keys(Query.of("c")).size());
    }

    @Test
    void rule_5_10_aggregationGivesWhatFoldingTheMatchesGives() {
        List<Entry> all = load();
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
    void rule_5_11_explainSaysHowAQueryIsAnswered() {
        assertFalse(store().explain(Query.of("c").where(where("a").eq(1)))
                .toString()
                .isBlank());
    }
}

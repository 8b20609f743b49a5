package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class IndexRules extends Rules {
    private static final int MANY = 400;

    IndexRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document doc(String type, int progress) {
        return doc("{\"type\":\"" + type + "\",\"data\":{\"progress\":" + progress + "}}");
    }

    /** Stores entries of ten types, a tenth of them each. */
    private void fill() {
        for (int i = 0; i < MANY; i++) {
            store().store("c", "k" + i, doc("t" + i % 10, i));
        }
    }

    @Test
    @RequiresAbsent("INDEXES")
    void rule_8_INDEXES_withoutItMakingOneIsRefused_andNothingIsKept() {
        refused(UnsupportedException.class, () -> store().createIndex("c", Index.on("type")), "INDEXES");
        assertEquals(List.of(), store().indexes("c"));
        assertFalse(store().dropIndex("c", "type"));
        assertEquals(List.of(), store().collections());
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_indexesAreMadeListedAndDropped() {
        Index byType = Index.on("type");
        Index byBoth = Index.on("type", "data.progress").named("both");
        assertTrue(store().createIndex("c", byType));
        assertFalse(store().createIndex("c", byType), "making it again");
        assertTrue(store().createIndex("c", byBoth));
        assertTrue(store().createIndex("d", byType), "the name is free in another collection");
        assertEquals(List.of(byBoth, byType), store().indexes("c"));
        assertEquals(List.of(byType), store().indexes("d"));
        refused(
                InvalidRequestException.class,
                () -> store().createIndex("c", Index.on("other").named("type")),
                "'type'",
                "already");
        assertTrue(store().dropIndex("c", "type"));
        assertFalse(store().dropIndex("c", "type"), "dropping it again");
        assertEquals(List.of(byBoth), store().indexes("c"));
        assertEquals(List.of(byType), store().indexes("d"));
        assertTrue(store().createIndex("c", Index.on("other").named("type")), "the name is free again");
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_whatIsNoDefinitionIsRefused() {
        for (String json : List.of("{}", "{\"collection\":\"c\",\"name\":\"n\",\"paths\":[],\"kind\":\"ORDERED\"}")) {
            refused(InvalidRequestException.class, () -> store().store(Index.COLLECTION, "c.n", doc(json)), "ndex");
        }
        refused(InvalidRequestException.class, () -> store().createIndex(Index.COLLECTION, Index.on("a")), "_indexes");
        assertEquals(List.of(), store().indexes("c"));
    }

    @Test
    @Requires({"INDEXES", "PROCESS"})
    void rule_8_INDEXES_surviveReopening_andSoDoesWhatTheyRefuse() {
        fill();
        store().createIndex("c", Index.on("data.progress").unique());
        store().createIndex("c", Index.on("type"));
        reopen();
        assertEquals(2, store().indexes("c").size());
        assertServed(Query.of("c").where(where("type").eq("t3")), "type", MANY / 10);
        refused(ConflictException.class, () -> store().store("c", "new", doc("x", 7)), "'new'", "'k7'");
        store().dropIndex("c", "data.progress");
        reopen();
        store().store("c", "new", doc("x", 7));
    }

    /** Asserts that the query names the index and looks at no more than so many entries. */
    private void assertServed(Query query, String index, long atMost) {
        Explanation explanation = store().explain(query);
        assertEquals(index, explanation.path().index(), () -> "the index that serves " + query + ": " + explanation);
        Explanation analyzed = store().analyze(query);
        long examined = analyzed.examined().orElseThrow();
        assertTrue(
                examined <= atMost, () -> "looked at " + examined + " (expected: at most " + atMost + ") " + analyzed);
        assertEquals(store().query(query).entries().size(), analyzed.matched().orElseThrow());
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_whatAnIndexCanServeDoesNotReadTheCollection() {
        fill();
        store().createIndex("c", Index.on("type"));
        store().createIndex("c", Index.on("data.progress"));
        int tenth = MANY / 10;
        Query all = Query.of("c");
        assertServed(all.where(where("type").eq("t3")), "type", tenth);
        assertServed(all.where(where("type").eq("t3")).limit(5), "type", 6);
        assertServed(all.where(where("type").eq("none")), "type", 0);
        assertServed(all.where(where("type").eq("t3").and(where("x").eq(1))), "type", tenth);
        assertServed(all.where(where("type").in("t3", "t4")), "type", 2L * tenth);
        assertServed(all.where(where("data.progress").gte(MANY - 8)), "data.progress", 8);
        assertServed(
                all.where(
                        where("data.progress").gt(10).and(where("data.progress").lt(20))),
                "data.progress",
                9);
        assertServed(all.sortBy(Sort.asc("data.progress")).limit(5), "data.progress", 6);
        store().store("c", "name", doc("{\"type\":\"prefix-here\"}"));
        assertServed(all.where(where("type").startsWith("prefix")), "type", 1);
        store().createIndex("c", Index.on("type", "data.progress").named("both"));
        assertServed(all.where(where("type").eq("t3").and(where("data.progress").lt(50))), "both", 5);
        assertServed(
                all.where(where("type").eq("t3"))
                        .sortBy(Sort.asc("data.progress"))
                        .limit(5),
                "both",
                6);
        assertEquals(
                MANY + 1,
                store().analyze(all.where(where("y").exists())).examined().orElseThrow());
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_anIndexIsKeptByEveryKindOfChange() {
        store().createIndex("c", Index.on("type"));
        fill();
        Query query = Query.of("c").where(where("type").eq("t3"));
        store().store("c", "k3", doc("t4", 3));
        store().store("c", "k4", doc("t3", 4));
        store().delete("c", "k13");
        assertServed(query, "type", MANY / 10 - 1);
        assertFalse(keys(query).contains("k3") || keys(query).contains("k13"), "what is not there any more");
        assertTrue(keys(query).contains("k4"), "what came to it");
        store().clearOld("c", clock.instant().plusSeconds(1));
        assertEquals(List.of(), keys(query));
        assertEquals(0, store().count(query));
        store().dropIndex("c", "type");
        store().store("c", "k3", doc("t3", 3));
        assertEquals(List.of("k3"), keys(query));
    }

    private static List<Index> indexes() {
        List<Index> indexes = new ArrayList<>();
        for (String path : List.of("v", "n", "o.x", "list", "_key", "no.such")) {
            indexes.add(Index.on(path));
        }
        indexes.add(Index.on("v", "n").named("v and n"));
        indexes.add(Index.on("o", "v", "_key").named("o'v\"x"));
        indexes.add(Index.on(List.of(FieldPath.of("a.b"))).named("odd 1"));
        indexes.add(Index.on(List.of(FieldPath.of("a\"b"), FieldPath.of("a'b"))).named("odd 2"));
        indexes.add(Index.on(List.of(FieldPath.of("$"), FieldPath.of("\\"))).named("odd 3"));
        indexes.add(Index.text("v"));
        return indexes;
    }

    private static List<Filter> filters() {
        List<Filter> filters = new ArrayList<>(List.of(Filter.all(), Filter.anyOf()));
        for (String path : List.of("v", "n", "o.x", "_key", "a.b")) {
            filters.add(where(path).exists());
            filters.add(where(path).isNull());
            filters.add(not(where(path).isNull()));
            filters.add(where(path).in("a", 1, true, "%"));
            filters.add(where(path).startsWith("a"));
            filters.add(where(path).startsWith(""));
            for (Object value : SampleData.LITERALS) {
                filters.add(where(path).eq(value));
                filters.add(where(path).ne(value));
                filters.add(where(path).lt(value));
                filters.add(where(path).gte(value));
                filters.add(not(where(path).lte(value)));
                filters.add(where(path).gt(value).and(where("v").eq("a")));
                filters.add(where(path).eq(value).or(where(path).gt(value)));
                if (value instanceof String text) {
                    filters.add(where(path).startsWith(text));
                }
            }
        }
        for (String odd : SampleData.ODD_NAMES) {
            filters.add(where(FieldPath.of(odd)).eq(1));
        }
        filters.add(where("v").search("a"));
        filters.add(not(where("v").search("A*")));
        filters.add(where("n").gte(0).and(where("v").eq("a").or(where("v").eq("b"))));
        return filters;
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_answersAreTheSameWithEveryIndex() {
        List<Entry> all = SampleData.load(store(), clock);
        indexes().forEach(index -> store().createIndex("c", index));
        int number = 0;
        for (Filter filter : filters()) {
            List<Entry> expected = all.stream().filter(filter.predicate()).toList();
            assertEquals(expected, store().query(Query.of("c").where(filter)).entries(), () -> "filter " + filter);
            assertEquals(expected.size(), store().count(Query.of("c").where(filter)), () -> "count, filter " + filter);
            List<Sort> order = SampleData.ORDERS.get(number++ % SampleData.ORDERS.size());
            List<Entry> first =
                    expected.stream().sorted(Sort.comparator(order)).limit(3).toList();
            assertEquals(
                    first,
                    store().query(Query.of("c").where(filter).sortBy(order).limit(3))
                            .entries(),
                    () -> "filter " + filter + ", order " + order);
        }
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_pagesInTheOrderOfAnIndexGiveEveryEntryOnce() {
        List<Entry> all = SampleData.load(store(), clock);
        indexes().forEach(index -> store().createIndex("c", index));
        for (List<Sort> order : SampleData.ORDERS) {
            List<Entry> walked = new ArrayList<>();
            Query query = Query.of("c").sortBy(order).limit(4);
            var page = store().query(query);
            walked.addAll(page.entries());
            while (page.hasMore()) {
                page = store().query(query.after(page.next().orElseThrow()));
                walked.addAll(page.entries());
            }
            assertEquals(all.stream().sorted(Sort.comparator(order)).toList(), walked, () -> "order " + order);
        }
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_aTextIndexServesSearches() {
        for (int i = 0; i < MANY; i++) {
            store().store("c", "k" + i, doc("{\"m\":\"Connection " + i + " timed out, Retry later\"}"));
        }
        store().store("c", "x", doc("{\"m\":\"out of memory: timed\"}"));
        Index index = Index.text("m");
        assertTrue(store().createIndex("c", index));
        assertEquals(List.of(index), store().indexes("c"));
        assertServed(Query.of("c").where(where("m").search("memory")), index.name(), 1);
        assertServed(Query.of("c").where(where("m").search("MEM* timed")), index.name(), 1);
        assertServed(Query.of("c").where(where("m").search("\"17 timed out\"")), index.name(), 1);
        assertEquals(List.of(), keys(Query.of("c").where(where("m").search("\"timed memory\""))));
        assertEquals(MANY, store().count(Query.of("c").where(where("m").search("\"timed out\""))));
        store().store("c", "x", doc("{\"m\":\"all is well\"}"));
        assertEquals(List.of(), keys(Query.of("c").where(where("m").search("memory"))));
        assertEquals(List.of("x"), keys(Query.of("c").where(where("m").search("well"))));
        store().delete("c", "x");
        assertEquals(List.of(), keys(Query.of("c").where(where("m").search("well"))));
    }

    @Test
    @Requires({"INDEXES", "SNAPSHOT_BACKUP"})
    void rule_8_INDEXES_comeBackWithABackup() {
        fill();
        store().createIndex("c", Index.on("type"));
        store().createIndex("c", Index.on("data.progress").unique());
        store().backup(directory.resolve("backup"));
        store().close();
        Stores.restore(directory.resolve("backup"), url("restored"));
        try (Store restored = open("restored")) {
            Query query = Query.of("c").where(where("type").eq("t3"));
            assertEquals(2, restored.indexes("c").size());
            assertEquals("type", restored.explain(query).path().index());
            assertEquals(MANY / 10, restored.count(query));
            refused(ConflictException.class, () -> restored.store("c", "new", doc("x", 7)), "'new'", "'k7'");
        }
    }

    @Test
    @Requires("INDEXES")
    void rule_5_11_anIndexThatIsMadeBesideWritersHasEverything() throws InterruptedException {
        AtomicBoolean written = new AtomicBoolean();
        Query query = Query.of("c").where(where("type").eq("t3"));
        ConcurrencyRules.together(List.of(
                () -> {
                    for (int i = 0; i < MANY; i++) {
                        store().store("c", "k" + i % (MANY / 2), doc("t" + i % 7, i));
                    }
                    written.set(true);
                    return null;
                },
                () -> {
                    do {
                        store().createIndex("c", Index.on("type"));
                        List<Entry> found = store().query(query).entries();
                        assertTrue(
                                found.stream().allMatch(where("type").eq("t3").predicate()),
                                "a query beside writers gives matches only");
                        if (!written.get()) {
                            store().dropIndex("c", "type");
                        }
                    } while (!written.get());
                    return null;
                }));
        store().createIndex("c", Index.on("type"));
        List<Entry> expected = store().query(Query.of("c")).entries().stream()
                .filter(where("type").eq("t3").predicate())
                .toList();
        assertEquals(expected, store().query(query).entries());
        assertServed(query, "type", expected.size());
    }
}

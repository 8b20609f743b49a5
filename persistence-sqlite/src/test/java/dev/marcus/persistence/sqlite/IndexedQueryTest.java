package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries are answered by SQLite and its indexes, and exactly, where it rounds numbers too. */
class IndexedQueryTest {
    /** Numbers that differ by less than a double can tell, beside others that are equal and written otherwise. */
    private static final List<String> CLOSE = List.of(
            "1",
            "1.0",
            "1.00",
            "10e-1",
            "1.0000000000000000",
            "1.00000000000000000001",
            "0.99999999999999999999",
            "0.9999999999999999",
            "1.0000000000000002",
            "0.8333333333333334",
            "0.83333333333333337",
            "0.83333333333333339",
            "2",
            "9007199254740993",
            "9007199254740993.5",
            "9007199254740992.0",
            "9223372036854775807",
            "9223372036854775808",
            "9223372036854775807.5",
            "1e300",
            "1.1e300",
            "1e400",
            "1e401",
            "-1e400",
            "-1e401",
            "-1e300",
            "1e-400",
            "-1e-400",
            "0",
            "0.0",
            "-0.0",
            "0e5",
            "1e-290",
            "0.1",
            "0.10",
            "0.10000000000000000001",
            "0.1000000000000000055511151231257827");

    @TempDir
    Path directory;

    private Path file;
    private Store store;

    @BeforeEach
    void openStore() {
        file = directory.resolve("store.db");
        store = open(file);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void put(String key, String json) {
        store.store("c", key, Document.parse(json));
    }

    private List<Entry> loadClose() {
        Random random = new Random(7);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String number = CLOSE.get(random.nextInt(CLOSE.size()));
            String more = CLOSE.get(random.nextInt(CLOSE.size()));
            entries.add(store.store(
                    "c",
                    "k" + i,
                    Document.parse("{\"n\":" + number + ",\"m\":" + more + ",\"s\":\"s" + i % 3 + "\"}")));
        }
        return entries;
    }

    private String plan(Query query) {
        return store.explain(query).path().nativePlan();
    }

    @Test
    void sort_ofNumbersThatSqliteRounds_isExact() {
        List<Entry> all = loadClose();
        store.createIndex("c", Index.on("n"));
        store.createIndex("c", Index.on("n", "m").named("both"));
        store.createIndex("c", Index.on("s", "n").named("s and n"));
        for (List<Sort> sorts :
                List.of(List.of(Sort.asc("n")), List.of(Sort.asc("n"), Sort.asc("m")), List.of(Sort.desc("n")))) {
            List<Entry> expected = all.stream().sorted(Sort.comparator(sorts)).toList();
            assertThat(store.query(Query.of("c").sortBy(sorts)).entries()).isEqualTo(expected);
            assertThat(walk(Query.of("c").sortBy(sorts).limit(7))).isEqualTo(expected);
        }
        Query oneOfThree = Query.of("c").where(where("s").eq("s1")).sortBy(Sort.asc("n"));
        assertThat(store.explain(oneOfThree).ordered()).isTrue();
        assertThat(store.explain(oneOfThree).path().index()).isEqualTo("s and n");
        assertThat(walk(oneOfThree.limit(5)))
                .isEqualTo(all.stream()
                        .filter(where("s").eq("s1").predicate())
                        .sorted(Sort.comparator(List.of(Sort.asc("n"))))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5.0000000000000000001", "4.9999999999999999999", "-5.0000000000000000001", "1e400"})
    void sort_descendingOverManyEqualNumbers_isExact(String close) {
        List<String> values =
                new ArrayList<>(List.of("5", "5.0", "4", "-5", "\"text\"", "null", "6", "9007199254740993"));
        if (!close.isEmpty()) {
            values.addAll(List.of(close, "9007199254740993.5", "9007199254740992.5"));
        }
        Random random = new Random(11);
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String number = i < 595 ? values.get(random.nextInt(8)) : values.get(values.size() - 1 - i % 3);
            all.add(store.store("c", "k" + i, Document.parse("{\"n\":" + number + ",\"s\":\"s" + i % 3 + "\"}")));
        }
        store.createIndex("c", Index.on("n"));
        store.createIndex("c", Index.on("s", "n").named("s and n"));
        for (Filter filter :
                List.of(where("s").eq("s1"), where("n").gte(4), where("n").lte(5), Filter.all())) {
            List<Entry> expected = all.stream()
                    .filter(filter.predicate())
                    .sorted(Sort.comparator(List.of(Sort.desc("n"))))
                    .toList();
            Query query = Query.of("c").where(filter).sortBy(Sort.desc("n"));
            assertThat(store.explain(query.limit(7)).ordered()).as("%s", filter).isTrue();
            assertThat(store.query(query).entries()).isEqualTo(expected);
            assertThat(walk(query.limit(7))).isEqualTo(expected);
        }
    }

    @Test
    void sort_descendingByAnIndex_readsLittleMoreThanTheLimit() {
        for (int i = 0; i < 1000; i++) {
            put("k" + i, "{\"n\":" + i + ",\"few\":" + i % 3 + ",\"s\":\"" + i + "\"}");
        }
        for (String path : List.of("n", "few", "s")) {
            store.createIndex("c", Index.on(path));
            Explanation explanation =
                    store.analyze(Query.of("c").sortBy(Sort.desc(path)).limit(10));
            assertThat(explanation.path().index()).isEqualTo(path);
            assertThat(explanation.examined().orElseThrow()).as(path).isLessThan(path.equals("few") ? 400 : 50);
        }
    }

    private List<Entry> walk(Query query) {
        Page page = store.query(query);
        List<Entry> walked = new ArrayList<>(page.entries());
        while (page.hasMore()) {
            page = store.query(query.after(page.next().orElseThrow()));
            walked.addAll(page.entries());
        }
        return walked;
    }

    @Test
    void compare_withNumbersThatSqliteRounds_isExactWithAndWithoutAnIndex() {
        List<Entry> all = loadClose();
        for (boolean indexed : List.of(false, true)) {
            if (indexed) {
                store.createIndex("c", Index.on("n"));
            }
            for (String number : CLOSE) {
                BigDecimal value = new BigDecimal(number);
                for (Filter filter : List.of(
                        where("n").eq(value),
                        where("n").lt(value),
                        where("n").lte(value),
                        where("n").gt(value),
                        where("n").gte(value),
                        where("n").ne(value),
                        not(where("n").lt(value).or(where("s").eq("s1"))),
                        where("n").in(value, 1, "x", true))) {
                    long expected = all.stream().filter(filter.predicate()).count();
                    assertThat(store.count(Query.of("c").where(filter)))
                            .as("count, %s, indexed %s", filter, indexed)
                            .isEqualTo(expected);
                    assertThat(store.query(Query.of("c").where(filter)).entries())
                            .as("%s, indexed %s", filter, indexed)
                            .hasSize((int) expected);
                    assertThat(store.explain(Query.of("c").where(where("n").gte(value)))
                                    .filtering())
                            .isEqualTo(indexed ? "EXACT" : "NONE");
                }
            }
        }
    }

    @Test
    void index_justMadeOrDropped_isKnownToTheNextQuery() {
        put("k", "{\"n\":1}");
        Query query = Query.of("c").where(where("n").eq(1));
        for (int i = 0; i < 20; i++) {
            assertThat(store.explain(query).filtering()).isEqualTo("NONE");
            store.createIndex("c", Index.on("n"));
            assertThat(store.explain(query).filtering()).isEqualTo("EXACT");
            store.dropIndex("c", "n");
        }
    }

    @Test
    void query_servedByAnIndex_neitherSortsNorScans() {
        for (int i = 0; i < 50; i++) {
            put("k" + i, "{\"type\":\"t" + i % 5 + "\",\"n\":" + i + ",\"ok\":" + (i % 2 == 0) + "}");
        }
        store.createIndex("c", Index.on("type"));
        store.createIndex("c", Index.on("ok"));
        store.createIndex("c", Index.on("n"));
        Query newest = Query.of("c").where(where("type").eq("t3")).limit(3);
        assertThat(plan(newest)).startsWith("SEARCH").doesNotContain("TEMP B-TREE");
        assertThat(plan(Query.of("c").where(where("ok").eq(true)).limit(3)))
                .startsWith("SEARCH")
                .doesNotContain("TEMP B-TREE");
        assertThat(plan(Query.of("c").sortBy(Sort.asc("n")).limit(3))).doesNotContain("TEMP B-TREE");
        Explanation explanation = store.explain(newest);
        assertThat(explanation.path().expectedRows()).isEqualTo(10);
        assertThat(explanation.limited()).isTrue();
        assertThat(explanation.toString()).contains("searches the index 'type', about 10 entries");
        assertThat(store.explain(Query.of("c").where(where("x").eq(1))).path().index())
                .isNull();
    }

    @Test
    void query_withManyMatchesInAnIndexOfAnotherOrder_readsTheNewestInstead() {
        Commit.Builder many = Commit.builder();
        for (int i = 0; i < 1000; i++) {
            many.put("c", "k" + i, Document.parse("{\"n\":" + i + "}"));
        }
        store.commit(many.build());
        put("last", "{\"n\":5}");
        store.createIndex("c", Index.on("n"));
        Query query = Query.of("c").where(where("n").gte(0));
        assertThat(store.explain(query.limit(5)).path().index()).isNull();
        assertThat(store.analyze(query.limit(5)).examined()).hasValue(5);
        assertThat(store.explain(query).path().index()).isEqualTo("n");
        assertThat(store.explain(query.where(where("n").gt(990)).limit(5))
                        .path()
                        .index())
                .isEqualTo("n");
    }

    @Test
    void index_overAnyName_neverChangesAnAnswer() {
        List<String> names =
                List.of("a\"b", "a'b", "$", "a.b", "\\", "é", "a[0]", "", "🦄", "'; DROP TABLE x; --", "\n");
        for (String name : names) {
            put(
                    name.isEmpty() ? "empty" : name.replace("\n", "line"),
                    Document.of(Map.of(name, "x")).toJson());
        }
        for (boolean indexed : List.of(false, true)) {
            for (String name : names) {
                if (indexed && !name.isEmpty() && !name.equals("\n")) {
                    store.createIndex("c", Index.on(List.of(FieldPath.of(name))).named("i" + names.indexOf(name)));
                }
                assertThat(store.query(Query.of("c")
                                        .where(where(FieldPath.of(name)).eq("x")))
                                .entries())
                        .as("name %s, indexed %s", name, indexed)
                        .hasSize(1);
            }
        }
        store.close();
        store = open(file);
        assertThat(store.verify().findings()).isEmpty();
    }

    @Test
    void drop_andClearOld_ofDefinitions_dropWhatSqliteHas() throws SQLException {
        store.createIndex("c", Index.on("n"));
        store.createIndex("c", Index.text("t"));
        String names = "SELECT name FROM sqlite_master WHERE name GLOB 'persistence_index_*'";
        assertThat(rows(file, names)).hasSizeGreaterThan(5);
        store.dropIndex("c", "n");
        store.commit(
                Commit.of(new Change.DeleteOlderThan(Index.COLLECTION, Instant.parse("9000-01-01T00:00:00Z"), 10)));
        assertThat(rows(file, names)).isEmpty();
        assertThat(store.indexes("c")).isEmpty();
    }

    @Test
    void aggregate_readsTheValuesAlone_andAnswersAsFoldingTheEntriesDoes() {
        loadClose();
        put("odd", "{\"n\":\"a\\u0000\\ud800\",\"m\":[1],\"s\":null,\"at\":\"2026-10-01 12:00\"}");
        put("old", "{\"n\":{},\"m\":true,\"at\":\"1969-12-31T23:59:59.999Z\"}");
        List<Entry> all = store.query(Query.of("c")).entries();
        for (String key : List.of("n", "m", "s", "_key")) {
            Aggregation aggregation = Aggregation.of("c")
                    .where(where("n").ne(2))
                    .groupBy(key)
                    .groupByTime("at", TimeBucket.MONTH)
                    .groupByTime("_stored_at", TimeBucket.WEEK)
                    .compute("count", Aggregate.count())
                    .compute("sum", Aggregate.sum("m"))
                    .compute("avg", Aggregate.avg("n"))
                    .compute("min", Aggregate.min("n"))
                    .compute("max", Aggregate.max("_revision"))
                    .compute("median", Aggregate.median("m"));
            List<Entry> matches =
                    all.stream().filter(where("n").ne(2).predicate()).toList();
            assertThat(store.aggregate(aggregation).toString())
                    .isEqualTo(aggregation.fold(matches).toString());
        }
    }
}

package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.query.Filter.where;
import static dev.marcus.persistence.sqlite.MarcusFiles.MARCUS_STORE;
import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes beside other programs and other stores that use the same database. */
class ForeignIndexTest {
    private static final String DELETE = "DELETE FROM persistence WHERE collection = ? AND key = ?";
    private static final String UPDATE = "UPDATE persistence SET data = ? WHERE key = ?";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void create() {
        file = directory.resolve("store.db");
        try (Store store = open(file)) {
            store.createIndex("c", Index.on("type"));
            store.createIndex("c", Index.text("m"));
            store.store("c", "ours", doc("a", "one two"));
        }
    }

    private static Document doc(String type, String words) {
        return Document.parse("{\"type\":\"" + type + "\",\"m\":\"" + words + "\"}");
    }

    private static List<String> keys(Store store, Filter filter) {
        return store.query(Query.of("c").where(filter)).entries().stream()
                .map(Entry::key)
                .sorted()
                .toList();
    }

    private static void assertSeen(Store store, Filter filter, String... keys) {
        assertThat(store.explain(Query.of("c").where(filter)).path().index()).isNotNull();
        assertThat(keys(store, filter)).containsExactly(keys);
        assertThat(store.count(Query.of("c").where(filter))).isEqualTo(keys.length);
    }

    private void change() throws SQLException {
        update(file, MARCUS_STORE, "c", "theirs", "{\"type\": \"a\", \"m\": \"two three\"}");
        update(file, MARCUS_STORE, "c", "gone", "{\"type\": \"a\", \"m\": \"two four\"}");
        update(file, MARCUS_STORE, "c", "theirs", "{\"type\": \"a\", \"m\": \"two five\"}");
        update(file, DELETE, "c", "gone");
        update(file, UPDATE, "{\"type\": \"b\", \"m\": \"six\"}", "ours");
    }

    private static void assertChanged(Store store) {
        assertSeen(store, where("type").eq("a"), "theirs");
        assertSeen(store, where("type").eq("b"), "ours");
        assertSeen(store, where("m").search("two"), "theirs");
        assertSeen(store, where("m").search("fi*"), "theirs");
        assertSeen(store, where("m").search("six"), "ours");
        for (String none : List.of("one", "three", "four")) {
            assertSeen(store, where("m").search(none));
        }
        assertThat(store.verify().findings()).isEmpty();
    }

    @Test
    void rowsOfOthers_whileOpen_areInEveryIndex() throws SQLException {
        try (Store store = open(file)) {
            change();
            assertChanged(store);
            store.store("c", "theirs", doc("c", "seven"));
            store.delete("c", "ours");
            assertSeen(store, where("m").search("seven"), "theirs");
            assertSeen(store, where("m").search("two"));
            assertSeen(store, where("type").eq("b"));
        }
    }

    @Test
    void rowsOfOthers_whileClosed_areInEveryIndex() throws SQLException {
        change();
        try (Store store = open(file)) {
            assertChanged(store);
        }
        assertThat(rows(file, "PRAGMA integrity_check")).containsExactly(List.of("ok"));
    }

    @Test
    void rowThatIsNoJson_failsWhatAnIndexServes_andNothingElse() throws SQLException {
        try (Store store = open(file)) {
            update(file, MARCUS_STORE, "c", "bad", "{\"type\": NaN");
            for (Filter filter : List.of(
                    where("type").eq("a"), where("m").search("one"), where("x").exists())) {
                assertThatThrownBy(() -> keys(store, filter))
                        .isInstanceOf(DamagedEntryException.class)
                        .hasMessageContaining("'bad'");
                assertThatThrownBy(() -> store.count(Query.of("c").where(filter)))
                        .isInstanceOf(DamagedEntryException.class);
                List<String> damaged = new ArrayList<>();
                assertThat(store.query(Query.of("c").where(filter).skipDamaged(e -> damaged.add(e.key())))
                                .entries())
                        .hasSizeLessThan(2);
                assertThat(damaged).containsExactly("bad");
            }
            assertThatThrownBy(() -> store.aggregate(Aggregation.of("c").compute("n", Aggregate.count())))
                    .isInstanceOf(DamagedEntryException.class);
            store.store("c", "more", doc("a", "x"));
            assertThat(store.retrieve("c", "more")).isPresent();
        }
    }

    @Test
    void index_madeByAnotherStore_isUsedAtOnce_andOneDroppedIsNotMissed() {
        try (Store one = open(file);
                Store two = open(file)) {
            two.createIndex("c", Index.on("x"));
            assertThat(one.explain(Query.of("c").where(where("x").eq("1")))
                            .path()
                            .index())
                    .isEqualTo("x");
            assertSeen(one, where("type").eq("a"), "ours");
            two.dropIndex("c", "type");
            assertThat(keys(one, where("type").eq("a"))).containsExactly("ours");
            assertThat(one.explain(Query.of("c").where(where("type").eq("a")))
                            .path()
                            .index())
                    .isNull();
        }
    }

    @Test
    void query_whileAnotherStoreDropsAndMakesItsIndex_neverFails() {
        try (Store one = open(file);
                Store two = open(file)) {
            Query query = Query.of("c").where(where("type").eq("a"));
            Index index = Index.on("type");
            for (int round = 0; round < 20; round++) {
                assertThat(one.query(query).entries()).hasSize(1);
                two.dropIndex("c", "type");
                assertThat(one.query(query).entries()).hasSize(1);
                assertThat(one.count(query)).isEqualTo(1);
                two.createIndex("c", index);
            }
        }
    }

    @Test
    void uniqueIndex_madeByAnotherStore_holdsAtOnce() {
        try (Store one = open(file);
                Store two = open(file)) {
            one.store("c", "before", doc("u", "x"));
            two.createIndex("c", Index.on("type").unique().named("only"));
            assertThatThrownBy(() -> one.store("c", "again", doc("u", "x")))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("'before'")
                    .hasMessageContaining("'again'");
            two.dropIndex("c", "only");
            one.store("c", "again", doc("u", "x"));
        }
    }

    @Test
    void uniqueIndex_inOneGroupOfCommits_refusesOnlyWhatIsAtFault() {
        try (Store store = open(file)) {
            store.createIndex("u", Index.on("n").unique());
            List<CompletableFuture<?>> commits = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Document document = Document.parse("{\"n\":" + i / 2 + (i % 2 == 0 ? "" : ".0") + "}");
                commits.add(store.commitAsync(dev.marcus.persistence.store.Commit.builder()
                        .put("u", "k" + i, document)
                        .put("d", "k" + i, document)
                        .build()));
            }
            for (int i = 0; i < 60; i++) {
                CompletableFuture<?> commit = commits.get(i);
                if (i % 2 == 0) {
                    commit.join();
                } else {
                    assertThatThrownBy(commit::join)
                            .isInstanceOf(CompletionException.class)
                            .hasCauseInstanceOf(ConflictException.class);
                }
            }
            assertThat(store.count(Query.of("u"))).isEqualTo(30);
            assertThat(store.count(Query.of("d"))).isEqualTo(30);
            assertThat(store.verify().findings()).isEmpty();
        }
    }

    @Test
    void opening_makesWhatIsMissing_andDropsWhatIsStale() throws SQLException {
        String names = "SELECT name FROM sqlite_master WHERE name GLOB 'persistence_index_*' ORDER BY name";
        List<List<String>> before = rows(file, names);
        String index =
                before.get(0).get(0).endsWith("_revision") ? before.get(1).get(0) : "persistence_index_632e74797065";
        execute(file, "DROP INDEX " + index, "CREATE INDEX persistence_index_00 ON persistence (key)");
        open(file).close();
        assertThat(rows(file, names)).isEqualTo(before);
        try (Store store = open(file)) {
            assertSeen(store, where("type").eq("a"), "ours");
        }
    }

    @Test
    void definitionOfOthersThatIsNone_isPassedOver() throws SQLException {
        update(file, MARCUS_STORE, Index.COLLECTION, "c.x", "{\"kind\": \"none\"}");
        try (Store store = open(file)) {
            assertSeen(store, where("type").eq("a"), "ours");
            store.store("c", "more", doc("b", "x"));
        }
    }
}

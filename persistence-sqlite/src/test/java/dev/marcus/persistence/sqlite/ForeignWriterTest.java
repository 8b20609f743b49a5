package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.MARCUS_SCHEMA;
import static dev.marcus.persistence.sqlite.MarcusFiles.MARCUS_STORE;
import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marcus, and programs that read its table, go on with the database after this store has opened it. */
class ForeignWriterTest {
    private static final String MARCUS_QUERY =
            "SELECT key, data FROM persistence WHERE collection = ? ORDER BY stored_at DESC LIMIT ?";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void copy() {
        file = MarcusFiles.write(directory, MarcusFiles.database());
    }

    @Test
    void store_byMarcus_isSeenWithAHigherRevisionAndATime() throws SQLException {
        Instant before = Instant.now().minusSeconds(2);
        try (Store store = open(file)) {
            execute(file, MARCUS_SCHEMA.toArray(String[]::new));
            Entry ours = store.store("events", "ours", Document.parse("{\"by\":1}"));

            assertThat(update(file, MARCUS_STORE, "events", "theirs", "{\"by\": \"them\"}"))
                    .isEqualTo(1);

            Entry theirs = store.retrieve("events", "theirs").orElseThrow();
            assertThat(theirs.revision()).isGreaterThan(ours.revision());
            assertThat(theirs.storedAt()).isBetween(before, Instant.now());
            assertThat(theirs.document().text("by")).contains("them");
            assertThat(store.store("events", "again", Document.empty()).revision())
                    .isGreaterThan(theirs.revision());
        }
    }

    @Test
    void store_byMarcusOverOurs_replacesItAndBreaksThePrecondition() throws SQLException {
        try (Store store = open(file)) {
            Entry ours = store.store("projects", "p", Document.parse("{\"n\":1}"));

            update(file, MARCUS_STORE, "projects", "p", "{\"n\": 2}");

            Entry theirs = store.retrieve("projects", "p").orElseThrow();
            assertThat(theirs.document()).isEqualTo(Document.parse("{\"n\":2}"));
            assertThat(theirs.revision()).isGreaterThan(ours.revision());
            Commit stale = Commit.builder()
                    .requireRevision("projects", "p", ours.revision())
                    .put("projects", "p", Document.empty())
                    .build();
            assertThatThrownBy(() -> store.commit(stale)).isInstanceOf(ConflictException.class);
            assertThat(store.retrieve("projects", "p")).contains(theirs);
        }
    }

    @Test
    void store_byMarcusInANewCollection_isListed() throws SQLException {
        try (Store store = open(file)) {
            update(file, MARCUS_STORE, "brand_new", "k", "{}");
            assertThat(store.collections()).contains("brand_new");
            assertThat(store.query(Query.of("brand_new")).entries()).hasSize(1);
        }
    }

    @Test
    void store_byMarcusOverARowSetAside_isServed() throws SQLException {
        try (Store store = open(file)) {
            update(file, MARCUS_STORE, "edge_nonfinite", "nan", "{\"v\": null}");
            assertThat(store.retrieve("edge_nonfinite", "nan")).isPresent();
        }
        try (Store store = open(file)) {
            assertThat(store.adoptionReport().findings()).hasSize(1);
        }
    }

    @Test
    void store_ofNoJsonByMarcus_failsTheQueryAndIsNotWrittenOver() throws SQLException {
        try (Store store = open(file)) {
            update(file, MARCUS_STORE, "projects", "bad", "{\"v\": NaN}");
            assertThatThrownBy(() -> store.query(Query.of("projects")))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("'projects', key 'bad'");
            assertThatThrownBy(() -> store.store("projects", "bad", Document.empty()))
                    .isInstanceOf(DamagedEntryException.class);
            assertThatThrownBy(() -> store.delete("projects", "bad")).isInstanceOf(DamagedEntryException.class);
            assertThat(store.clearOld("projects", Instant.parse("9999-01-01T00:00:00Z")))
                    .isEqualTo(9);
        }
        assertThat(rows(file, "SELECT data FROM persistence WHERE key = 'bad'"))
                .containsExactly(List.of("{\"v\": NaN}"));
    }

    @Test
    void delete_byMarcus_countsAsAChangeOfTheCollection() throws SQLException {
        try (Store store = open(file)) {
            Entry ours = store.store("projects", "p", Document.empty());
            Commit.Builder unchanged = Commit.builder().requireUnchanged("projects", ours.revision());
            store.commit(unchanged.build());

            update(file, "DELETE FROM persistence WHERE collection = ? AND key = ?", "projects", "p");

            assertThat(store.retrieve("projects", "p")).isEmpty();
            assertThatThrownBy(() -> store.commit(unchanged.build())).isInstanceOf(ConflictException.class);
            assertThat(store.store("projects", "p", Document.empty()).revision())
                    .isGreaterThan(ours.revision() + 1);
        }
    }

    @Test
    void delete_ofOldRowsByMarcus_isSeen() throws SQLException {
        try (Store store = open(file)) {
            int removed = update(
                    file,
                    "DELETE FROM persistence WHERE collection = ? AND stored_at < ?",
                    "events",
                    "2026-10-03 12:00:00");
            assertThat(store.count(Query.of("events"))).isEqualTo(500 - removed);
        }
    }

    @Test
    void update_ofAnyColumn_countsAsAChangeOfBothCollections() throws SQLException {
        try (Store store = open(file)) {
            Entry moved = store.store("projects", "p", Document.empty());
            update(file, "UPDATE persistence SET collection = 'patterns' WHERE key = 'p'");

            assertThat(store.retrieve("patterns", "p").orElseThrow().revision()).isGreaterThan(moved.revision());
            for (String collection : List.of("projects", "patterns")) {
                Commit unchanged = Commit.builder()
                        .requireUnchanged(collection, moved.revision())
                        .build();
                assertThatThrownBy(() -> store.commit(unchanged)).isInstanceOf(ConflictException.class);
            }
            update(file, "UPDATE persistence SET stored_at = '2001-02-03 04:05:06' WHERE key = 'p'");
            assertThat(store.retrieve("patterns", "p").orElseThrow().storedAt())
                    .isEqualTo(Instant.parse("2001-02-03T04:05:06Z"));
        }
    }

    @Test
    void query_byMarcus_findsOursInItsForm() throws SQLException {
        try (Store store = open(file)) {
            Entry ours = store.store("events", "ours", Document.parse("{\"a\":{\"b\":\"é\"}}"));

            assertThat(rows(file, "SELECT data FROM persistence WHERE collection = ? AND key = ?", "events", "ours"))
                    .containsExactly(List.of(ours.document().toJson()));
            assertThat(
                            rows(
                                    file,
                                    "SELECT stored_at, typeof(data), json_extract(data, '$.a.b') FROM persistence WHERE key = 'ours'"))
                    .containsExactly(
                            List.of(ours.storedAt().toString().substring(0, 19).replace('T', ' '), "text", "é"));
        }
        assertThat(rows(file, MARCUS_QUERY, "events", 1000)).hasSize(501);
    }

    @Test
    void query_byMarcusOfANewStore_findsOurs() throws SQLException {
        Path fresh = directory.resolve("fresh.db");
        try (Store store = open(fresh)) {
            store.store("events", "a", Document.empty());
            execute(fresh, MARCUS_SCHEMA.toArray(String[]::new));
            update(fresh, MARCUS_STORE, "events", "b", "{}");
            assertThat(store.query(Query.of("events")).entries()).hasSize(2);
        }
        assertThat(rows(fresh, MARCUS_QUERY, "events", 10)).hasSize(2);
    }

    @Test
    void store_byPythonWhileOpen_worksAndEndsNoLockOfOurs() throws Exception {
        assumeTrue(hasPython(), "python3 is not on the PATH");
        try (Store store = open(file)) {
            Entry before = store.store("events", "before", Document.empty());
            open(file).close(); // must not end the locks of the first
            assertThat(python()).isEqualTo("502");
            assertThat(store.retrieve("events", "python")
                            .orElseThrow()
                            .document()
                            .text("by"))
                    .contains("python");
            assertThat(store.retrieve("projects", "active_project")).isEmpty();
            assertThat(Follower.after(store, before.revision()))
                    .containsExactly("events/python", "projects/active_project gone");
            store.store("events", "after", Document.empty());
            assertThat(rows(file, "SELECT key FROM persistence WHERE key IN ('before', 'after', 'python')"))
                    .hasSize(3);
        }
        try (Store store = open(file)) {
            assertThat(store.retrieve("events", "after")).isPresent();
        }
    }

    private static boolean hasPython() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "python3"))
                .anyMatch(Files::isExecutable);
    }

    private String python() throws IOException, InterruptedException {
        String script = """
                import sqlite3, sys
                c = sqlite3.connect(sys.argv[1], timeout=10)
                c.execute("CREATE TABLE IF NOT EXISTS persistence (collection TEXT NOT NULL, key TEXT NOT NULL,"
                          " data TEXT NOT NULL, stored_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,"
                          " PRIMARY KEY (collection, key))")
                c.execute("CREATE INDEX IF NOT EXISTS idx_stored_at ON persistence(stored_at)")
                c.execute("INSERT OR REPLACE INTO persistence (collection, key, data, stored_at)"
                          " VALUES (?, ?, ?, CURRENT_TIMESTAMP)", ("events", "python", '{"by": "python"}'))
                c.execute("DELETE FROM persistence WHERE collection = ? AND key = ?", ("projects", "active_project"))
                c.commit()
                print(len(c.execute("SELECT key, data FROM persistence WHERE collection = ?"
                                    " ORDER BY stored_at DESC LIMIT ?", ("events", 1000)).fetchall()))
                c.close()
                """;
        Process process = new ProcessBuilder("python3", "-c", script, file.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer.strip();
    }
}

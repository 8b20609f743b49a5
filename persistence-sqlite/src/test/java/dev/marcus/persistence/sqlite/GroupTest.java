package dev.marcus.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commits that are written in one transaction see of each other, and what becomes of the others if one fails. */
class GroupTest {
    private static final Document SMALL = Document.parse("{\"v\":1}");

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void create() {
        path = directory.resolve("store.db");
        MarcusFiles.open(path).close();
    }

    private static Commit put(String key) {
        return Commit.of(new Change.Put("c", key, SMALL, null));
    }

    private static Commit replace(String key, long revision) {
        return Commit.builder()
                .requireRevision("c", key, revision)
                .put("c", key, SMALL)
                .build();
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.join();
            throw new AssertionError("succeeded (expected: a failure)");
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    private Transactions transactions() {
        DatabaseFile file = new DatabaseFile(path, SqliteBackendProvider.Level.DISK, Duration.ofMillis(100));
        return new Transactions(file, Clock.systemUTC(), Duration.ofDays(7), new LogKeeper(file));
    }

    private static List<Request> write(Transactions transactions, Commit... commits) {
        List<Request> group = new ArrayList<>();
        for (Commit commit : commits) {
            group.add(Request.handedIn(commit));
        }
        transactions.write(group);
        group.forEach(Request::tell);
        return group;
    }

    @Test
    void write_groupThatCannotBeWritten_tellsNoConflictThatItCausedItself() throws SQLException {
        try (Transactions transactions = transactions()) {
            List<Request> good = write(transactions, put("k"), replace("k", 1), replace("k", 1));
            assertThat(good.get(1).outcome().revision()).isEqualTo(2);
            assertThat(failure(good.get(2).future())).isInstanceOf(ConflictException.class);

            transactions.target().control("PRAGMA max_page_count = 20");
            Commit big = Commit.of(new Change.Put(
                    "c", "big", Document.builder().put("v", "x".repeat(1 << 20)).build(), null));
            List<Request> undone = write(transactions, replace("k", 2), replace("k", 2), big);
            assertThat(undone)
                    .allSatisfy(request -> assertThat(failure(request.future()))
                            .isInstanceOf(StorageException.class)
                            .hasMessageContaining("no room left"));
            assertThat(write(transactions, replace("k", 2)).get(0).outcome().revision())
                    .isGreaterThan(2);
        }
    }

    @Test
    void write_damagedRowAmongOthers_failsOnlyTheCommitsOverIt() throws SQLException {
        MarcusFiles.update(path, MarcusFiles.MARCUS_STORE, "c", "bad", "{\"v\": NaN}");
        try (Transactions transactions = transactions()) {
            List<Request> group = write(
                    transactions,
                    put("one"),
                    put("bad"),
                    Commit.builder()
                            .put("c", "two", SMALL)
                            .put("c", "bad", SMALL)
                            .build(),
                    Commit.builder().put("c", "three", SMALL).delete("c", "bad").build(),
                    Commit.of(new Change.Delete("c", "one")),
                    put("four"));
            assertThat(group.get(0).outcome().revision()).isPositive();
            for (int damaged : List.of(1, 2, 3)) {
                assertThat(failure(group.get(damaged).future()))
                        .isInstanceOf(DamagedEntryException.class)
                        .hasMessageContaining("key 'bad'");
            }
            assertThat(group.get(4).outcome().outcomes().get(0).affected()).isEqualTo(1);
            assertThat(group.get(5).outcome().revision()).isPositive();
        }
        try (Store store = MarcusFiles.open(path)) {
            assertThat(store.query(Query.of("c").skipDamaged(damaged -> {})).entries())
                    .extracting(entry -> entry.key())
                    .containsExactly("four");
            assertThat(store.retrieve("c", "two")).isEmpty();
        }
        assertThat(MarcusFiles.rows(path, "SELECT data FROM persistence WHERE key = 'bad'"))
                .containsExactly(List.of("{\"v\": NaN}"));
    }

    @Test
    void write_changesOfOneKeyInAGroup_seeEachOther() {
        try (Transactions transactions = transactions()) {
            List<Request> group = write(
                    transactions,
                    put("k"),
                    put("k"),
                    Commit.of(new Change.Delete("c", "k")),
                    Commit.of(new Change.Delete("c", "k")),
                    Commit.builder()
                            .requireAbsent("c", "k")
                            .put("c", "k", SMALL)
                            .build(),
                    Commit.builder().requireUnchanged("c", 4).build(),
                    Commit.builder().requireUnchanged("c", 3).build(),
                    Commit.of(new Change.DeleteOlderThan("c", java.time.Instant.parse("9000-01-01T00:00:00Z"), 9)));
            assertThat(group.get(1).outcome().revision()).isEqualTo(2);
            assertThat(group.get(2).outcome().revision()).isEqualTo(3);
            assertThat(group.get(3).outcome().outcomes().get(0).affected()).isZero();
            assertThat(group.get(4).outcome().revision()).isEqualTo(4);
            assertThat(group.get(5).outcome().revision()).isZero();
            assertThat(failure(group.get(6).future())).isInstanceOf(ConflictException.class);
            assertThat(group.get(7).outcome().outcomes().get(0).affected()).isEqualTo(1);
        }
    }

    @Test
    void write_nothingChanged_writesNothing() {
        try (Transactions transactions = transactions()) {
            write(transactions, put("k"));
            long log = new DatabaseFile(path, SqliteBackendProvider.Level.DISK, Duration.ofSeconds(1)).logBytes();
            write(
                    transactions,
                    replace("k", 99),
                    Commit.of(new Change.Delete("c", "none")),
                    Commit.builder().build());
            assertThat(transactions.syncs()).isEqualTo(1);
            assertThat(new DatabaseFile(path, SqliteBackendProvider.Level.DISK, Duration.ofSeconds(1)).logBytes())
                    .isEqualTo(log);
        }
    }
}

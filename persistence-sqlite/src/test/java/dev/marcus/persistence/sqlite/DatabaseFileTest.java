package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.Evidence;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the store: its place, its permissions, no room in it, and several stores on it. */
class DatabaseFileTest {
    @TempDir
    Path directory;

    @Test
    void open_newStore_isForTheOwnerAlone() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        Path file = directory.resolve("made/here/store.db");
        try (Store store = open(file)) {
            store.store("c", "k", Document.empty());
            for (String name : List.of("store.db", "store.db-wal", "store.db-shm")) {
                assertThat(permissions(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
            }
            assertThat(permissions(directory.resolve("made"))).isEqualTo("rwx------");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_readOnlyFile_isRefusedWithTheReason() throws IOException {
        Path file = MarcusFiles.write(directory, MarcusFiles.database());
        assumeTrue(file.toFile().setWritable(false) && !Files.isWritable(file), "this user may write everywhere");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("(expected: ");
        assertThat(Files.readAllBytes(file)).isEqualTo(MarcusFiles.database());
    }

    @Test
    void open_throughALink_isTheSameStore() throws IOException {
        Path file = MarcusFiles.write(directory, MarcusFiles.database());
        Path link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("other")).resolve("link.db"), file);
        try (Store linked = open(link);
                Store direct = open(file)) {
            Entry stored = linked.store("events", "k", Document.empty());
            assertThat(direct.retrieve("events", "k")).contains(stored);
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void open_throughALinkToNothing_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), directory.resolve("gone.db"));
        assertThatThrownBy(() -> open(link))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be read");
        assertThat(directory.resolve("gone.db")).doesNotExist();
    }

    @Test
    void open_pathWithOddCharacters_isTakenAsItIs() {
        Path file = directory.resolve("a b#c%20d&é'.db");
        try (Store store = open(file)) {
            store.store("c", "k", Document.empty());
        }
        assertThat(file).isRegularFile();
    }

    @Test
    void open_pathWithAQuestionMark_isRefused() {
        assertThatThrownBy(() -> new DatabaseFile(
                        directory.resolve("a?b.db"), SqliteBackendProvider.Level.DISK, Duration.ofSeconds(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("question mark");
    }

    @Test
    void probe_anyFile_countsAsAStore() throws IOException {
        Path file = directory.resolve("some.db");
        assertThat(DatabaseFile.probe(file)).isEqualTo(Evidence.EMPTY);
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(DatabaseFile.probe(file)).isEqualTo(Evidence.HOLDS_DATA);
        assertThat(DatabaseFile.probe(directory)).isEqualTo(Evidence.EMPTY);
    }

    @Test
    void commit_noRoom_isNotAppliedAndTheWriterGoesOn() throws SQLException {
        Path path = directory.resolve("small.db");
        open(path).close();
        DatabaseFile file = new DatabaseFile(path, SqliteBackendProvider.Level.DISK, Duration.ofSeconds(1));
        try (Transactions transactions =
                new Transactions(file, Clock.systemUTC(), Duration.ofDays(7), new LogKeeper(file))) {
            write(transactions, put("first", "x"));
            transactions.target().control("PRAGMA max_page_count = 20");
            Commit big = Commit.builder()
                    .put("c", "first", Document.empty())
                    .put(
                            "c",
                            "big",
                            Document.builder()
                                    .put("secret", "x".repeat(1 << 20))
                                    .build())
                    .build();

            assertThatThrownBy(() -> write(transactions, big))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("no room left")
                    .hasMessageNotContaining("secret");

            write(transactions, put("after", "y"));
        }
        try (Store store = open(path)) {
            assertThat(store.query(Query.of("c")).entries())
                    .extracting(Entry::key)
                    .containsExactly("after", "first");
            assertThat(store.retrieve("c", "first").orElseThrow().document().text("v"))
                    .contains("x");
        }
    }

    private static void write(Transactions transactions, Commit commit) {
        Request request = Request.awaited(commit);
        transactions.write(List.of(request));
        request.tell();
        assertThat(request.outcome().outcomes()).hasSameSizeAs(commit.changes());
    }

    private static Commit put(String key, String value) {
        Document document = Document.builder().put("v", value).build();
        return Commit.of(new Change.Put("c", key, document, null));
    }

    @Test
    void commit_afterOneThatMetALock_worksAsBefore() throws SQLException {
        Path file = directory.resolve("met.db");
        try (Store store = Stores.open("sqlite:" + file + "?busyTimeout=50ms")) {
            store.store("c", "k", Document.empty());
            Commit looking = Commit.builder().requireAbsent("c", "none").build();
            for (int i = 0; i < 3; i++) {
                try (Connection other = MarcusFiles.connect(file);
                        var statement = other.createStatement()) {
                    statement.execute("BEGIN IMMEDIATE");
                    assertThatThrownBy(() -> store.store("c", "k", Document.empty()))
                            .isInstanceOf(TransientException.class);
                    statement.execute("ROLLBACK");
                }
                store.commit(looking);
                store.store("c", "k", Document.empty());
            }
        }
    }

    @Test
    void store_whileAnotherHoldsTheLock_isTransientAndReadsGoOn() throws SQLException {
        Path file = directory.resolve("locked.db");
        try (Store store = Stores.open("sqlite:" + file + "?busyTimeout=50ms")) {
            store.store("c", "k", Document.empty());
            try (Connection other = MarcusFiles.connect(file);
                    var statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> store.store("c", "k", Document.empty()))
                        .isInstanceOf(TransientException.class);
                assertThat(store.retrieve("c", "k")).isPresent();
                statement.execute("ROLLBACK");
            }
            assertThat(store.store("c", "k", Document.empty()).revision()).isEqualTo(2);
        }
    }

    @Test
    void store_clockOfTheSecondStoreBehind_keepsTheTimesFromDecreasing() {
        Path file = directory.resolve("two.db");
        Instant late = Instant.parse("2026-10-01T12:00:00.000002Z");
        Instant early = Instant.parse("1969-10-01T12:00:00Z");
        try (Store ahead =
                        Stores.builder().url("sqlite:" + file).clock(() -> late).open();
                Store behind = Stores.builder()
                        .url("sqlite:" + file)
                        .clock(() -> early)
                        .open()) {
            Entry before = behind.store("c", "before", Document.empty());
            Entry first = ahead.store("c", "first", Document.empty());
            Entry second = behind.store("c", "second", Document.empty());
            assertThat(before.storedAt()).isEqualTo(early);
            assertThat(ahead.retrieve("c", "before")).contains(before);
            assertThat(second.storedAt()).isEqualTo(first.storedAt());
            assertThat(ahead.query(Query.of("c")).entries())
                    .extracting(Entry::key)
                    .containsExactly("second", "first", "before");
        }
    }
}

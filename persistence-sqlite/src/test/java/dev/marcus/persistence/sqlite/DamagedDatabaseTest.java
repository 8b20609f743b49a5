package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.bytes;
import static dev.marcus.persistence.sqlite.MarcusFiles.database;
import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static dev.marcus.persistence.sqlite.MarcusFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged database is an error that says so, never an empty store; what crashed halfway opens whole. */
class DamagedDatabaseTest {
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private record Damage(
            String name, Class<? extends PersistenceException> type, String words, UnaryOperator<byte[]> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Damage> damages() {
        return List.of(
                corrupt("flipped index page", all -> flip(all, 282 * PAGE, PAGE)),
                corrupt("flipped table page", all -> flip(all, 61 * PAGE, PAGE)),
                corrupt("garbage header", all -> flip(all, 0, 16)),
                corrupt("garbage schema", all -> flip(all, 100, PAGE - 100)),
                corrupt("truncated half", all -> Arrays.copyOf(all, all.length / 2)),
                corrupt("truncated in header", all -> Arrays.copyOf(all, 60)),
                new Damage("zero length", CorruptionException.class, "is empty, 0 bytes", all -> new byte[0]),
                corrupt("all zeros", all -> new byte[all.length]),
                corrupt("no database", all -> "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8)),
                new Damage(
                        "future version",
                        StorageException.class,
                        "has the format 999, which is newer",
                        DamagedDatabaseTest::ofTheFuture));
    }

    private static Damage corrupt(String name, UnaryOperator<byte[]> change) {
        return new Damage(name, CorruptionException.class, "is damaged", change);
    }

    private static byte[] flip(byte[] all, int from, int length) {
        for (int i = from; i < from + length; i++) {
            all[i] ^= (byte) 0xFF;
        }
        return all;
    }

    private static byte[] ofTheFuture(byte[] all) {
        all[62] = (byte) (999 >> 8);
        all[63] = (byte) 999;
        return all;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void open_damaged_saysSoAndLeavesEveryByte(Damage damage) throws IOException {
        byte[] damaged = damage.change.apply(database());
        Path file = write(directory, damaged);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(damage.type)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(damage.words)
                .hasMessageContaining("(expected: ");

        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void open_tableOfAnotherProgram_isRefusedAndLeft() throws Exception {
        Path file = directory.resolve("other.db");
        execute(
                file,
                "CREATE TABLE persistence (id INTEGER PRIMARY KEY, value TEXT)",
                "INSERT INTO persistence VALUES (1, 'x')");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> open(file))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("PRS-108"))
                .hasMessageContaining("id")
                .hasMessageContaining("(expected: collection, key, data, stored_at)");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void open_aDirectory_isRefused() {
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void open_badJsonRow_servesTheRest() throws SQLException {
        Path file = write(directory, database());
        update(file, "UPDATE persistence SET data = '{\"trunc' WHERE key = 'evt_500_1791464575.305312'");
        try (Store store = open(file)) {
            assertThat(store.count(Query.of("events"))).isEqualTo(499);
            assertThat(store.adoptionReport().findings()).anySatisfy(finding -> {
                assertThat(finding.key()).isEqualTo("evt_500_1791464575.305312");
                assertThat(finding.reason()).isNotEmpty().doesNotContain("trunc");
            });
        }
    }

    @Test
    void open_hotJournal_rollsBackAndHasAllEntries() {
        Path file = write(directory, bytes("hot_journal.db.gz"));
        byte[] journal = bytes("hot_journal.db-journal.gz");
        write(Path.of(file + "-journal"), journal, journal.length);
        try (Store store = open(file)) {
            assertThat(store.adoptionReport().adopted()).isEqualTo(885);
            assertThat(store.count(Query.of("events"))).isEqualTo(500);
        }
    }

    @Test
    void open_logNotCheckpointed_hasItsEntries() {
        byte[] inWal = database();
        inWal[18] = 2;
        inWal[19] = 2;
        Path file = write(directory, inWal);
        byte[] log = bytes("wal_uncheckpointed.db-wal.gz");
        write(Path.of(file + "-wal"), log, log.length);
        try (Store store = open(file)) {
            assertThat(store.count(Query.of("events"))).isEqualTo(550);
        }
        try (Store store = open(file)) {
            assertThat(store.count(Query.of("events"))).isEqualTo(550);
        }
    }

    @Test
    void open_ourDatabaseDamagedBehindALog_saysSo() throws IOException {
        Path file = write(directory, database());
        Path copy = directory.resolve("copy.db");
        try (Store store = open(file)) {
            store.store("events", "k", Document.empty());
        }
        byte[] damaged = flip(Files.readAllBytes(file), 61 * PAGE, PAGE);
        write(copy, damaged, damaged.length);
        write(Path.of(copy + "-wal"), new byte[0], 0);

        assertThatThrownBy(() -> open(copy)).isInstanceOf(CorruptionException.class);
        assertThat(Files.readAllBytes(copy)).isEqualTo(damaged);
    }

    @Test
    void open_versionOfOursWithoutOurTables_isAdopted() throws SQLException {
        Path file = write(directory, database());
        execute(file, "PRAGMA user_version = 1");
        try (Store store = open(file)) {
            assertThat(store.count(Query.of("events"))).isEqualTo(500);
        }
    }

    @Test
    void retrieve_rowDamagedWhileOpen_namesItAndQueriesMaySkipIt() throws SQLException {
        Path file = write(directory, database());
        try (Store store = open(file)) {
            update(
                    file,
                    "UPDATE persistence SET data = '{\"v\": secret' WHERE collection = 'projects' AND key = 'active_project'");

            Throwable failure = catchThrowable(() -> store.retrieve("projects", "active_project"));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            DamagedEntryException.class,
                            e -> assertThat(e.key()).isEqualTo("active_project"))
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> store.query(Query.of("projects")))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("'projects', key 'active_project'");

            List<DamagedEntryException> skipped = new ArrayList<>();
            assertThat(store.query(Query.of("projects").skipDamaged(skipped::add))
                            .entries())
                    .hasSize(8)
                    .extracting(Entry::key)
                    .doesNotContain("active_project");
            assertThat(skipped).extracting(DamagedEntryException::key).containsExactly("active_project");
            assertThat(store.query(Query.of("events")).entries()).hasSize(500);
        }
    }

    @Test
    void query_pageDamagedOnDisk_failsAndOtherCollectionsAreServed() throws IOException {
        Path file = write(directory, database());
        try (Store store = open(file)) {
            store.store("small", "k", Document.empty());
        }
        byte[] all = Files.readAllBytes(file);
        int event = new String(all, StandardCharsets.ISO_8859_1).indexOf("\"event_id\": \"evt_250_");
        byte[] damaged = flip(all, event / PAGE * PAGE, PAGE);
        write(file, damaged, damaged.length);
        try (Store store = open(file)) {
            Throwable failure = catchThrowable(() -> store.collections().forEach(name -> store.query(Query.of(name))));
            assertThat(failure).isInstanceOf(CorruptionException.class).hasMessageContaining("in " + file);
            assertThat(store.retrieve("small", "k")).isPresent();
        }
    }
}

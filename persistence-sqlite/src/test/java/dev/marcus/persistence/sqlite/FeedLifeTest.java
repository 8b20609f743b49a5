package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.Follower.after;
import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.RepairReport;
import dev.marcus.persistence.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long deletions are kept, and what becomes of the feed when a database is upgraded, repaired, copied or put back. */
class FeedLifeTest {
    /** So many tombstones go with a group of commits that deletes nothing. */
    private static final int AT_ONCE = 100;

    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private Path file;
    /** Ahead of the clock of the machine, by which triggers tell the time of others' deletions. */
    private volatile Instant now = Instant.parse("2100-01-01T00:00:00Z");

    @BeforeEach
    void place() {
        file = directory.resolve("store.db");
    }

    private Store keeping(String time) {
        return Stores.builder()
                .url("sqlite:" + file + "?tombstones=" + time)
                .clock(() -> now)
                .open();
    }

    private long tombstones() throws SQLException {
        return Long.parseLong(
                rows(file, "SELECT count(*) FROM persistence_tombstones").get(0).get(0));
    }

    private static void fill(Store store, String collection, int count) {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < count; i++) {
            commit.put(collection, "k" + i, Document.empty());
        }
        store.commit(commit.build());
    }

    @Test
    void tombstones_olderThanIsAskedFor_goSomeAtATime_andTheHorizonWithThem() throws SQLException {
        try (Store store = keeping("1h")) {
            fill(store, "c", 250);
            long before = store.lastRevision();
            Follower follower = new Follower();
            follower.catchUp(store, 1000);
            store.clearOld("c", now.plusSeconds(1));
            follower.catchUp(store, 1000);
            long gone = follower.reached();
            now = now.plus(Duration.ofMinutes(59));
            store.store("d", "k", Document.empty());
            assertThat(tombstones()).isEqualTo(250);
            now = now.plus(Duration.ofMinutes(2));
            store.store("d", "k", Document.empty());
            assertThat(tombstones()).isEqualTo(250 - AT_ONCE);
            assertThatThrownBy(() -> store.changes(before, 10))
                    .isInstanceOfSatisfying(
                            ChangesExpiredException.class,
                            e -> assertThat(e.oldest()).isEqualTo(before + AT_ONCE))
                    .hasMessageContaining("after revision " + before)
                    .hasMessageContaining("kept only after revision " + (before + AT_ONCE));
            assertThat(after(store, before + AT_ONCE)).hasSize(250 - AT_ONCE + 1);
            store.store("d", "k", Document.empty());
            store.store("d", "k", Document.empty());
            assertThat(tombstones()).isZero();
            assertThat(after(store, gone)).containsExactly("d/k");
            assertThat(after(store, 0)).containsExactly("d/k");
            follower.catchUp(store, 10);
            follower.assertHoldsAllOf(store);
            now = now.plus(Duration.ofHours(2));
        }
        try (Store store = keeping("1h")) {
            assertThatThrownBy(() -> store.changes(249, 10)).isInstanceOf(ChangesExpiredException.class);
            assertThat(store.verify().findings()).isEmpty();
        }
    }

    @Test
    void tombstones_ofMoreDeletionsThanGoAtOnce_doNotGrow() throws SQLException {
        try (Store store = keeping("1m")) {
            for (int round = 0; round < 6; round++) {
                fill(store, "c", 300);
                store.clearOld("c", now.plusSeconds(1));
                now = now.plus(Duration.ofMinutes(2));
            }
            assertThat(tombstones()).isEqualTo(300);
        }
    }

    @Test
    void tombstones_ofOtherPrograms_expireByTheClockOfTheStore() throws SQLException {
        try (Store store = keeping("1h")) {
            fill(store, "c", 2);
            update(file, "DELETE FROM persistence WHERE key = 'k0'");
            long gone = store.lastRevision();
            now = now.plus(Duration.ofMinutes(30));
            store.store("d", "k", Document.empty());
            assertThat(after(store, gone - 1)).containsExactly("c/k0 gone", "d/k");
            now = now.plus(Duration.ofMinutes(31));
            store.store("d", "k", Document.empty());
            assertThatThrownBy(() -> store.changes(gone - 1, 10)).isInstanceOf(ChangesExpiredException.class);
        }
    }

    @Test
    void changes_afterReopening_goOnWhereTheyWere() {
        Follower follower = new Follower();
        for (int round = 0; round < 3; round++) {
            try (Store store = open(file)) {
                fill(store, "c", 20);
                store.delete("c", "k" + round);
                fill(store, "d" + round, 5);
                follower.catchUp(store, 7);
                follower.assertHoldsAllOf(store);
                store.delete("c", "k1" + round);
            }
        }
        try (Store store = open(file)) {
            assertThat(Follower.texts(follower.catchUp(store, 7))).containsExactly("c/k12 gone");
            follower.assertHoldsAllOf(store);
        }
    }

    @Test
    void open_ofAnOlderFormat_tellsOfDeletionsFromThenOn() throws SQLException {
        for (int format = 1; format <= 3; format++) {
            file = directory.resolve("format" + format);
            try (Store store = open(file)) {
                fill(store, "c", 3);
                store.delete("c", "k0");
            }
            downgrade(format);
            update(file, "DELETE FROM persistence WHERE key = 'k1'");
            try (Store store = open(file)) {
                assertThat(store.lastRevision()).isEqualTo(5);
                assertThatThrownBy(() -> store.changes(4, 10))
                        .isInstanceOfSatisfying(
                                ChangesExpiredException.class,
                                e -> assertThat(e.oldest()).isEqualTo(5));
                assertThat(after(store, 5)).isEmpty();
                assertThat(after(store, 0)).containsExactly("c/k2");
                store.delete("c", "k2");
                store.store("c", "new", Document.empty());
                update(file, "DELETE FROM persistence WHERE key = 'new'");
                assertThat(after(store, 5)).containsExactly("c/k2 gone", "c/new gone");
                assertThat(store.verify().findings()).isEmpty();
            }
        }
    }

    /** Makes the database what it was before there was a feed. */
    private void downgrade(int format) throws SQLException {
        for (String trigger : List.of("updated", "deleted")) {
            String sql = rows(file, "SELECT sql FROM sqlite_master WHERE name = 'persistence_" + trigger + "'")
                    .get(0)
                    .get(0);
            String plain = sql.replaceAll("(DELETE FROM|INSERT INTO) persistence_tombstones[^;]*; ", "");
            assertThat(plain).isNotEqualTo(sql);
            execute(
                    file,
                    "DROP TRIGGER persistence_" + trigger,
                    format == 1 ? plain.replace("crc = NULL, ", "") : plain);
        }
        execute(
                file,
                "DROP TABLE persistence_tombstones",
                "DROP INDEX persistence_by_revision",
                "ALTER TABLE persistence_meta DROP COLUMN horizon",
                format == 1 ? "ALTER TABLE persistence DROP COLUMN crc" : "SELECT 1",
                format < 3 ? "DROP INDEX persistence_odd_names" : "SELECT 1",
                "PRAGMA user_version = " + format);
    }

    @Test
    void open_ofWhatAnotherProgramWrote_canBeFollowedFromTheFirstRevision() {
        Path marcus = MarcusFiles.write(directory, MarcusFiles.database());
        try (Store store = open(marcus)) {
            Follower follower = new Follower();
            follower.catchUp(store, 100);
            follower.assertHoldsAllOf(store);
            assertThat(after(store, store.lastRevision() - 1)).hasSize(1);
        }
    }

    @Test
    void verify_ofTombstonesThatCannotBe_saysSo_andRepairLetsEveryFollowerBeginAgain() throws SQLException {
        long last;
        try (Store store = open(file)) {
            fill(store, "c", 5);
            store.delete("c", "k0");
            last = store.lastRevision();
        }
        execute(file, "UPDATE persistence_tombstones SET revision = 3", "UPDATE persistence_meta SET horizon = 99");
        try (Store store = open(file)) {
            assertThat(store.verify().findings())
                    .extracting(finding -> finding.toString())
                    .hasSize(2)
                    .anyMatch(text -> text.contains("persistence_tombstones") && text.contains("1 deletion"))
                    .anyMatch(text -> text.contains("horizon 99 (expected: 0 to " + last));
        }
        assertThat(Stores.repair("sqlite:" + file).findings()).hasSize(2);
        begunAgain(last, 4);
    }

    private void begunAgain(long last, int entries) {
        try (Store store = open(file)) {
            assertThat(store.verify().findings()).isEmpty();
            for (long after = 1; after <= last; after++) {
                long lost = after;
                assertThatThrownBy(() -> store.changes(lost, 10)).isInstanceOf(ChangesExpiredException.class);
            }
            assertThat(after(store, 0)).hasSize(entries);
            long next = store.lastRevision();
            assertThat(next).isGreaterThan(last);
            store.delete("c", "k4");
            assertThat(after(store, next)).containsExactly("c/k4 gone");
        }
    }

    @Test
    void repair_thatMovesARow_letsEveryFollowerBeginAgain() throws SQLException {
        try (Store store = open(file)) {
            fill(store, "c", 5);
            store.delete("c", "k0");
        }
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET data = 'no JSON' WHERE key = 'k1'",
                "UPDATE persistence_meta SET writer = NULL");
        Stores.repair("sqlite:" + file);
        begunAgain(6, 3);
    }

    @Test
    void repair_thatRebuilds_letsEveryFollowerBeginAgain() throws Exception {
        long last;
        try (Store store = open(file)) {
            for (int i = 0; i < 100; i++) {
                store.store("c", "k" + i, Document.of(Map.of("mark", "<" + i + ">", "text", "x".repeat(300))));
            }
            store.delete("c", "k0");
            last = store.lastRevision();
        }
        byte[] all = Files.readAllBytes(file);
        int page = new String(all, StandardCharsets.ISO_8859_1).indexOf("<50>") / PAGE * PAGE;
        for (int i = page; i < page + PAGE; i++) {
            all[i] ^= (byte) 0xA5;
        }
        Files.write(file, all);
        RepairReport report = Stores.repair("sqlite:" + file);
        assertThat(report.kept()).isNotEmpty();
        begunAgain(last, (int) report.entries());
    }

    @Test
    void restore_ofABackup_keepsTombstonesAndHorizon() {
        Path backup = directory.resolve("backup");
        List<String> told;
        try (Store store = keeping("1h")) {
            fill(store, "c", 5);
            store.delete("c", "k0");
            now = now.plus(Duration.ofHours(2));
            store.delete("c", "k1");
            told = after(store, 6);
            assertThat(told).containsExactly("c/k1 gone");
            store.backup(backup);
        }
        file = directory.resolve("restored.db");
        Stores.restore(backup, "sqlite:" + file);
        try (Store store = keeping("1h")) {
            assertThat(after(store, 6)).isEqualTo(told);
            assertThatThrownBy(() -> store.changes(5, 10)).isInstanceOf(ChangesExpiredException.class);
            assertThatThrownBy(() -> store.changes(store.lastRevision() + 1, 10))
                    .isInstanceOf(ChangesExpiredException.class);
        }
    }
}

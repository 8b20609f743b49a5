package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a database, and every place that one can be restored to. */
class RestorationTest {
    private static final Document NEW = Document.parse("{\"of\":\"backup\"}");
    private static final Document OLD = Document.parse("{\"of\":\"target\"}");

    @TempDir
    Path directory;

    private Path backup;
    private Path target;

    @BeforeEach
    void takeABackup() {
        backup = directory.resolve("backup");
        target = directory.resolve("place/target.db");
        try (Store store = open(directory.resolve("source.db"))) {
            store.store("c", "secret", Document.parse("{\"text\":\"to be forgotten\"}"));
            store.delete("c", "secret");
            store.store("c", "k", NEW);
            store.backup(backup);
        }
    }

    private void restore(ExistingStore existing) {
        Stores.builder().url("sqlite:" + target).restore(backup, existing);
    }

    private static void assertHolds(Path file, Document document) {
        try (Store store = open(file)) {
            assertThat(store.retrieve("c", "k").orElseThrow().document()).isEqualTo(document);
            assertThat(store.verify().findings()).isEmpty();
        }
    }

    private void assertRefusedAsThere() {
        assertThatThrownBy(() -> restore(ExistingStore.REFUSE))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("PRS-111"))
                .hasMessageContaining(target.toString())
                .hasMessageContaining("ExistingStore.SET_ASIDE");
    }

    /** Returns what lies beside the target, by name. */
    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(target.getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("target.db.replaced-"))
                    .sorted()
                    .toList();
        }
    }

    private void assertNoDraft() throws IOException {
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    @Test
    void backup_isOneFileForTheOwner_whole_andWithoutWhatWasDeleted() throws Exception {
        Path copy = backup.resolve("store/store.db");
        try (Stream<Path> files = Files.list(copy.getParent())) {
            assertThat(files).containsExactly(copy);
        }
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).doesNotContain("forgotten");
        assertThat(rows(copy, "PRAGMA integrity_check")).isEqualTo(List.of(List.of("ok")));
        assumeTrue(copy.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    @Test
    void backup_ofADamagedDatabase_failsAndLeavesNothing() throws Exception {
        Path file = MarcusFiles.write(directory, MarcusFiles.database());
        open(file).close();
        byte[] all = Files.readAllBytes(file);
        int event = new String(all, StandardCharsets.ISO_8859_1).indexOf("\"event_id\": \"evt_250_") / 4096 * 4096;
        for (int i = 0; i < 4096; i++) {
            all[event + i] ^= (byte) 0xFF;
        }
        Files.write(file, all);
        try (Store store = open(file)) {
            Path place = directory.resolve("second");
            assertThatThrownBy(() -> store.backup(place)).isInstanceOf(CorruptionException.class);
            assertThat(place).doesNotExist();
        }
    }

    @Test
    void restore_toNowhere_isForTheOwnerAlone() throws IOException {
        restore(ExistingStore.REFUSE);
        assumeTrue(target.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertHolds(target, NEW);
        assertNoDraft();
    }

    @Test
    void restore_overAStoreThatWasKilled_keepsWhatWasInItsLog() throws Exception {
        try (Store store = open(target)) {
            store.store("c", "k", OLD);
            for (String suffix : List.of("", "-wal")) {
                Files.copy(Path.of(target + suffix), Path.of(target + ".copy" + suffix));
            }
        }
        Files.delete(target);
        for (String suffix : List.of("", "-wal")) {
            Files.move(Path.of(target + ".copy" + suffix), Path.of(target + suffix));
        }
        assertRefusedAsThere();
        restore(ExistingStore.SET_ASIDE);
        assertHolds(target, NEW);
        assertThat(aside()).hasSize(1);
        assertHolds(aside().get(0), OLD);
        assertNoDraft();
    }

    @Test
    void restore_overGarbageWithALog_keepsEachByte() throws IOException {
        Files.createDirectories(target.getParent());
        byte[] garbage = "no database at all".repeat(500).getBytes(StandardCharsets.UTF_8);
        Files.write(target, garbage);
        Files.writeString(Path.of(target + "-wal"), "log");
        Files.writeString(Path.of(target + "-shm"), "index");
        assertRefusedAsThere();
        restore(ExistingStore.SET_ASIDE);
        assertHolds(target, NEW);
        assertThat(aside()).hasSize(3);
        assertThat(aside().get(0)).hasBinaryContent(garbage);
        assertThat(aside().get(1)).hasContent("index");
        assertThat(aside().get(2)).hasContent("log");
    }

    @Test
    void restore_besideTheLogOfADatabaseThatIsGone_doesNotLetItIn() throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(Path.of(target + "-wal"), "log");
        assertRefusedAsThere();
        assertThat(target).doesNotExist();
        restore(ExistingStore.SET_ASIDE);
        assertHolds(target, NEW);
        assertThat(aside()).hasSize(1);
        assertThat(aside().get(0)).hasContent("log");
    }

    @Test
    void restore_twiceInOneSecond_keepsBoth() throws IOException {
        java.time.Instant now = java.time.Instant.parse("2026-10-01T12:00:00Z");
        for (int i = 0; i < 3; i++) {
            Stores.builder().url("sqlite:" + target).clock(() -> now).restore(backup, ExistingStore.SET_ASIDE);
        }
        assertThat(aside())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("target.db.replaced-20261001-120000", "target.db.replaced-20261001-120000-2");
    }

    @Test
    void restore_overAStoreThatIsOpenHere_isRefusedAndItGoesOn() throws Exception {
        try (Store store = open(target)) {
            store.store("c", "k", OLD);
            assertOpenElsewhere();
            store.store("c", "k2", OLD);
        }
        assertHolds(target, OLD);
        assertThat(aside()).isEmpty();
    }

    @Test
    void restore_overADatabaseThatAnotherProgramHasOpen_isRefused() throws Exception {
        open(target).close();
        try (Connection other = MarcusFiles.connect(target);
                Statement statement = other.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM persistence").close();
            assertOpenElsewhere();
        }
        restore(ExistingStore.SET_ASIDE);
        assertHolds(target, NEW);
    }

    private void assertOpenElsewhere() throws IOException {
        assertThatThrownBy(() -> restore(ExistingStore.SET_ASIDE))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("has it open (expected: nobody");
        assertNoDraft();
    }

    @Test
    void restore_throughALink_replacesTheFileAndNotTheLink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), target);
        try (Store store = open(target)) {
            store.store("c", "k", OLD);
        }
        Stores.builder().url("sqlite:" + link).restore(backup, ExistingStore.SET_ASIDE);
        assertThat(link).isSymbolicLink();
        assertHolds(target, NEW);
        assertHolds(aside().get(0), OLD);
    }

    @Test
    void restore_afterOneThatWasKilledBeforeItsLastStep_isAsIfThatHadNotBeen() throws IOException {
        try (Store store = open(target)) {
            store.store("c", "k", OLD);
        }
        Files.createLink(target.resolveSibling("target.db.replaced-20261001-120000"), target);
        Files.writeString(target.resolveSibling(".target.db.x.tmp"), "a draft");
        assertHolds(target, OLD);
        restore(ExistingStore.SET_ASIDE);
        assertHolds(target, NEW);
        assertThat(aside()).hasSize(2);
        assertHolds(aside().get(1), OLD);
    }

    @Test
    void restore_ofMarcusData_keepsItsRows() {
        Path file = MarcusFiles.write(directory, MarcusFiles.database());
        Path second = directory.resolve("second");
        try (Store store = open(file)) {
            store.backup(second);
        }
        Stores.restore(second, "sqlite:" + target);
        try (Store store = open(target)) {
            assertThat(store.count(Query.of("events"))).isEqualTo(500);
            assertThat(store.verify().findings()).hasSize(2); // rows that were set aside
        }
    }
}

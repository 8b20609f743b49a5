package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.RepairReport;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
    @TempDir
    Path temp;

    private Path directory() {
        return temp.resolve("store");
    }

    private Store open() {
        return Stores.open("file:" + directory());
    }

    private static void write(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.store(i % 2 == 0 ? "even" : "odd", "k" + i, Document.of(Map.of("n", i, "text", "some text")));
        }
    }

    private static List<Entry> everything(Store store) {
        List<Entry> all = new ArrayList<>();
        for (String collection : store.collections()) {
            try (Stream<Entry> entries = store.stream(Query.of(collection))) {
                entries.forEach(all::add);
            }
        }
        return all;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Leaves the directory as a killed process does. */
    private void kill(Runnable before, Store store) throws IOException {
        before.run();
        Path left = temp.resolve("left");
        copy(directory(), left);
        store.close();
        Files.move(directory(), temp.resolve("closed"));
        Files.move(left, directory());
    }

    private Path journal() throws IOException {
        try (Stream<Path> files = Files.list(directory().resolve(".store"))) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, String at) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        int place = new String(content, StandardCharsets.ISO_8859_1).indexOf(at);
        assertThat(place).isNotNegative();
        content[place] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void verify_ofAnIntactStore_findsNothing_alsoWhileItIsWritten() throws Exception {
        try (Store store = open()) {
            write(store, 0, 20);
            Thread writer = new Thread(() -> write(store, 20, 400));
            writer.start();
            for (int i = 0; i < 20; i++) {
                assertThat(store.verify().findings()).isEmpty();
            }
            writer.join();
            assertThat(store.verify().entries()).isEqualTo(400);
            assertThat(store.verify().collections()).isEqualTo(2);
        }
    }

    @Test
    void verify_ofDamagedFiles_namesThem() throws IOException {
        try (Store store = open()) {
            write(store, 0, 10);
        }
        try (Store store = open()) {
            write(store, 10, 14);
            flip(directory().resolve("odd.json"), "some text");
            flip(journal(), "some text");
            assertThat(store.verify().findings())
                    .extracting(Finding::place)
                    .containsExactlyInAnyOrder(
                            "odd.json", journal().getFileName().toString());
            assertThat(everything(store)).hasSize(14);
        }
    }

    @Test
    void restore_interruptedBeforeItsLastStep_isFinishedByTheNextOpening() throws IOException {
        Path backup = temp.resolve("backup");
        List<Entry> held;
        try (Store store = open()) {
            write(store, 0, 10);
            held = everything(store);
            store.backup(backup);
            write(store, 10, 12);
        }
        Stores.builder().url("file:" + directory()).restore(backup, ExistingStore.SET_ASIDE);
        Files.move(directory(), temp.resolve("store.restored"));
        try (Store store = open()) {
            assertThat(everything(store)).isEqualTo(held);
        }
        assertThat(temp.resolve("store.restored")).doesNotExist();
        try (Stream<Path> beside = Files.list(temp)) {
            Path old = beside.filter(path -> path.toString().contains(".replaced-"))
                    .findFirst()
                    .orElseThrow();
            try (Store store = Stores.open("file:" + old)) {
                assertThat(everything(store)).hasSize(12);
            }
        }
    }

    @Test
    void restore_whereOtherFilesAre_isRefused() throws IOException {
        Path backup = temp.resolve("backup");
        try (Store store = open()) {
            write(store, 0, 2);
            store.backup(backup);
        }
        Path other = Files.createDirectory(temp.resolve("other"));
        Files.writeString(other.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> Stores.restore(backup, "file:" + other))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PRS-111");
        assertThat(other.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void repair_ofAnIntactStore_changesNothing() throws IOException {
        try (Store store = open()) {
            write(store, 0, 10);
        }
        byte[] manifest = Files.readAllBytes(directory().resolve(".store/STORE"));
        RepairReport report = Stores.repair("file:" + directory());
        assertThat(report).isEqualTo(new RepairReport(10, List.of(), List.of()));
        assertThat(directory().resolve(".store/STORE")).hasBinaryContent(manifest);
        assertThat(directory().resolve(".store/quarantine")).doesNotExist();
    }

    @Test
    void repair_ofADamagedJournal_keepsEveryOtherCommit() throws IOException {
        Store store = open();
        kill(() -> write(store, 0, 10), store);
        flip(journal(), "\"k4\"");
        assertThatThrownBy(this::open).isInstanceOf(CorruptionException.class);
        byte[] damaged = Files.readAllBytes(journal());
        RepairReport report = Stores.repair("file:" + directory());
        assertThat(report.entries()).isEqualTo(9);
        assertThat(report.findings()).isNotEmpty();
        assertThat(report.kept()).hasSize(1);
        assertThat(report.kept().get(0)).hasBinaryContent(damaged);
        try (Store repaired = open()) {
            assertThat(everything(repaired)).extracting(Entry::key).hasSize(9).doesNotContain("k4");
            assertThat(repaired.verify().isIntact()).isTrue();
            assertThat(repaired.store("even", "new", Document.empty()).revision())
                    .isGreaterThan(10);
        }
    }

    @Test
    void repair_ofAJournalWhoseHeaderIsDamaged_keepsEveryCommit() throws IOException {
        Store store = open();
        kill(() -> write(store, 0, 10), store);
        flip(journal(), "salt");
        assertThatThrownBy(this::open).isInstanceOf(CorruptionException.class);
        assertThat(Stores.repair("file:" + directory()).entries()).isEqualTo(10);
        try (Store repaired = open()) {
            assertThat(everything(repaired)).hasSize(10);
        }
    }

    @Test
    void repair_ofADamagedFile_keepsEveryOtherEntry_andTheOriginal() throws IOException {
        try (Store store = open()) {
            write(store, 0, 10);
        }
        Path even = directory().resolve("even.json");
        flip(even, "\"k4\": ");
        flip(even, "\"k6\"");
        byte[] damaged = Files.readAllBytes(even);
        try (Store store = open()) {
            assertThatThrownBy(() -> store.retrieve("even", "k0")).isInstanceOf(CorruptionException.class);
            assertThat(store.retrieve("odd", "k1")).isPresent();
        }
        RepairReport report = Stores.repair("file:" + directory());
        assertThat(report.kept()).hasSize(1);
        assertThat(report.kept().get(0)).hasBinaryContent(damaged);
        try (Store repaired = open()) {
            assertThat(everything(repaired))
                    .extracting(Entry::key)
                    .contains("k0", "k2", "k8", "k1", "k9")
                    .doesNotContain("k4");
            assertThat(repaired.verify().isIntact()).isTrue();
        }
    }

    @Test
    void repair_withoutAManifest_takesTheFilesAndJournalsAsTheyAre() throws IOException {
        try (Store store = open()) {
            write(store, 0, 10);
        }
        Store store = open();
        kill(
                () -> {
                    write(store, 10, 14);
                    store.delete("even", "k2");
                },
                store);
        Files.write(directory().resolve(".store/STORE"), new byte[] {1, 2, 3});
        assertThatThrownBy(this::open).isInstanceOf(CorruptionException.class);
        RepairReport report = Stores.repair("file:" + directory());
        assertThat(report.entries()).isEqualTo(13);
        try (Store repaired = open()) {
            assertThat(everything(repaired)).hasSize(13);
            assertThat(repaired.store("even", "new", Document.empty()).revision())
                    .isGreaterThan(15);
        }
    }

    @Test
    void repair_ofMembersThatAreNoEntries_movesThemOutOfTheWay() throws IOException {
        Files.createDirectory(directory());
        String foreign = "{\"good\": {\"n\": 1, \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}, \"bad\": NaN}";
        Files.writeString(directory().resolve("events.json"), foreign);
        RepairReport report = Stores.repair("file:" + directory());
        assertThat(report.findings()).extracting(Finding::key).containsExactly("bad");
        assertThat(report.kept())
                .singleElement()
                .satisfies(kept -> assertThat(kept).hasContent(foreign));
        try (Store repaired = open()) {
            assertThat(repaired.adoptionReport().isClean()).isTrue();
            assertThat(repaired.retrieve("events", "good")).isPresent();
            repaired.store("events", "bad", Document.empty());
        }
    }
}

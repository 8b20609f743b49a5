package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose process ended without closing it: a copy of its directory taken while it was open. */
class JournalRecoveryTest {
    @TempDir
    Path temp;

    private int copies;

    private Path copy(Path directory) throws IOException {
        Path copy = temp.resolve("copy" + copies++);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(directory.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static List<Entry> everything(Store store) {
        List<Entry> all = new ArrayList<>();
        store.collections()
                .forEach(collection ->
                        all.addAll(store.query(Query.of(collection)).entries()));
        return all;
    }

    private static Path journal(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".store"))) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void write(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.commit(Commit.builder()
                    .put("a", "k" + i, Document.of(Map.of("n", i, "text", "\u0000\t\n\ud83e\udd84")))
                    .put("B", "k" + i % 3, Document.of(Map.of("n", i)))
                    .delete("a", "k" + (i - 2))
                    .build());
        }
    }

    @Test
    void open_afterAnEndWithoutClosing_holdsEveryAcknowledgedCommit_alsoASecondTime() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 20);
            Path first = copy(directory);
            List<Entry> expected = everything(store);
            try (Store again = Stores.open("file:" + first)) {
                assertThat(everything(again)).isEqualTo(expected);
                write(again, 20, 25);
                Path second = copy(first);
                try (Store third = Stores.open("file:" + second)) {
                    assertThat(everything(third)).isEqualTo(everything(again));
                    long revision = third.store("a", "x", Document.empty()).revision();
                    assertThat(revision)
                            .isGreaterThan(everything(again).stream()
                                    .mapToLong(Entry::revision)
                                    .max()
                                    .orElseThrow());
                }
            }
        }
    }

    @Test
    void open_journalCutAnywhereInItsLastLine_dropsThatCommitWhole_andKeepsTheBytes() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 5);
            List<Entry> before = everything(store);
            long goodBytes = written(journal(directory));
            store.store("a", "last", Document.of(Map.of("n", 1)));
            long allBytes = written(journal(directory));
            for (long length = goodBytes; length < allBytes; length += 3) {
                Path copy = copy(directory);
                byte[] cut = Arrays.copyOf(Files.readAllBytes(journal(copy)), (int) length);
                Files.write(journal(copy), cut);
                try (Store recovered = Stores.open("file:" + copy)) {
                    assertThat(everything(recovered)).isEqualTo(before);
                    assertThat(recovered.adoptionReport().findings()).hasSize(length == goodBytes ? 0 : 1);
                }
            }
        }
    }

    /** Returns how much of the file is no room made ahead. */
    private static long written(Path journal) throws IOException {
        byte[] content = Files.readAllBytes(journal);
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    @Test
    void open_filesThatThisBackendWrote_areNotTakenOverAnew() throws IOException {
        Path directory = temp.resolve("store");
        String manifest = "";
        for (int life = 0; life < 3; life++) {
            try (Store store = Stores.open("file:" + directory)) {
                write(store, life * 3, life * 3 + 3);
                store.store("empty", "k", Document.empty());
                store.delete("empty", "k");
                store.store("odd", "\"quoted\" \\ \n \u20ac", Document.of(Map.of("", "\\\"")));
                assertThat(store.adoptionReport().adopted()).isZero();
            }
            manifest = Files.readString(directory.resolve(".store/STORE"));
            assertThat(manifest).contains("\"odd\"").doesNotContain("adopted");
        }
    }

    @Test
    void open_anyByteOfTheJournalFlipped_isRefusedOrDropsNoMoreThanTheLastCommit() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 3);
            List<Entry> withoutLast = everything(store);
            long lastLine = written(journal(directory));
            store.store("a", "last", Document.of(Map.of("n", 1)));
            List<Entry> all = everything(store);
            byte[] whole = Files.readAllBytes(journal(directory));
            for (int at = 0; at < written(journal(directory)); at += 5) {
                Path copy = copy(directory);
                byte[] flipped = whole.clone();
                flipped[at] ^= 4;
                Files.write(journal(copy), flipped);
                String url = "file:" + copy;
                if (at < lastLine) {
                    assertThatThrownBy(() -> Stores.open(url))
                            .as("byte %d", at)
                            .isInstanceOf(CorruptionException.class)
                            .hasMessageContaining("journal");
                } else {
                    try (Store recovered = Stores.open(url)) {
                        assertThat(everything(recovered)).as("byte %d", at).isIn(withoutLast, all);
                        assertThat(recovered.adoptionReport().findings()).hasSize(1);
                    }
                }
            }
        }
    }

    @Test
    void open_journalOrManifestMissing_isRefused() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 3);
            Path noJournal = copy(directory);
            Files.delete(journal(noJournal));
            assertThatThrownBy(() -> Stores.open("file:" + noJournal))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("is missing");
            Path noManifest = copy(directory);
            Files.delete(noManifest.resolve(".store/STORE"));
            assertThatThrownBy(() -> Stores.open("file:" + noManifest))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("STORE");
        }
    }

    @Test
    void open_fileDamagedAfterAnEndWithoutClosing_isRefused_andServedOnceRestored() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 5);
        }
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 5, 9);
            Path copy = copy(directory);
            byte[] whole = Files.readAllBytes(copy.resolve("a.json"));
            byte[] damaged = whole.clone();
            damaged[damaged.length / 2] ^= 1;
            Files.write(copy.resolve("a.json"), damaged);
            assertThatThrownBy(() -> Stores.open("file:" + copy))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("a.json");
            assertThat(Files.readAllBytes(copy.resolve("a.json"))).isEqualTo(damaged);
            Files.write(copy.resolve("a.json"), whole);
            try (Store recovered = Stores.open("file:" + copy)) {
                assertThat(everything(recovered)).isEqualTo(everything(store));
            }
        }
    }

    @Test
    void open_fileDamagedAfterClosing_blocksItsCollectionUntilItIsRestored_alsoOverACrash() throws IOException {
        Path directory = temp.resolve("store");
        List<Entry> expected;
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 5);
            expected = everything(store);
        }
        Path file = directory.resolve("a.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Path crashed;
        try (Store store = Stores.open("file:" + directory)) {
            assertThatThrownBy(() -> store.query(Query.of("a"))).isInstanceOf(CorruptionException.class);
            store.store("c", "k", Document.empty());
            crashed = copy(directory);
        }
        for (Path place : List.of(directory, crashed)) {
            try (Store store = Stores.open("file:" + place)) {
                assertThatThrownBy(() -> store.query(Query.of("a"))).isInstanceOf(CorruptionException.class);
                assertThat(store.retrieve("c", "k")).isPresent();
            }
            Files.write(place.resolve("a.json"), whole);
            try (Store store = Stores.open("file:" + place)) {
                assertThat(everything(store)).containsAll(expected);
            }
        }
    }

    @Test
    void open_fileMadeALinkAfterAnEndWithoutClosing_isRefused_andServedOnceRestored() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 5);
        }
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 5, 9);
            Path copy = copy(directory);
            Path file = copy.resolve("a.json");
            Files.move(file, temp.resolve("moved.json"));
            Files.createSymbolicLink(file, temp.resolve("moved.json"));
            for (int opening = 0; opening < 2; opening++) {
                assertThatThrownBy(() -> Stores.open("file:" + copy))
                        .isInstanceOf(CorruptionException.class)
                        .hasMessageContaining("collection 'a'")
                        .hasMessageContaining("link");
            }
            Files.move(temp.resolve("moved.json"), file, StandardCopyOption.REPLACE_EXISTING);
            try (Store recovered = Stores.open("file:" + copy)) {
                assertThat(everything(recovered)).isEqualTo(everything(store));
            }
        }
    }

    @Test
    void open_fileOfAnotherProgramForAJournaledCollection_doesNotReplaceWhatWasCommitted() throws IOException {
        Path directory = temp.resolve("store");
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 5);
            Path copy = copy(directory);
            String foreign = "{\"k4\": {\"n\": \"theirs\", \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}";
            Files.writeString(copy.resolve("a.json"), foreign);
            for (int opening = 0; opening < 2; opening++) {
                try (Store recovered = Stores.open("file:" + copy)) {
                    assertThat(everything(recovered)).isEqualTo(everything(store));
                    assertThat(recovered.adoptionReport().findings())
                            .extracting(Finding::place)
                            .containsExactly("a.json");
                }
                assertThat(Files.readString(copy.resolve("a.json"))).isEqualTo(foreign);
            }
        }
    }

    @Test
    void commit_journalGrownLong_isCheckpointedMeanwhile_andNothingIsLost() throws IOException {
        String url = "file:" + temp.resolve("store") + "?checkpointMegabytes=1";
        String text = "x".repeat(100_000);
        List<Entry> expected;
        try (Store store = Stores.open(url)) {
            for (int i = 0; i < 60; i++) {
                store.store("a", "k" + i % 15, Document.of(Map.of("n", i, "text", text)));
            }
            await().until(() -> {
                store.store("b", "again", Document.empty());
                return store.status().journalBytes() < 3_500_000;
            });
            assertThat(store.status().state()).isEqualTo(StoreStatus.State.UP);
            assertThat(Files.size(temp.resolve("store/a.json"))).isGreaterThan(1_000_000);
            expected = everything(store);
        }
        try (Store store = Stores.open(url)) {
            assertThat(everything(store)).isEqualTo(expected);
        }
    }

    @Test
    void close_leavesTheWholeStoreInItsJsonFiles() throws IOException {
        Path directory = temp.resolve("store");
        List<Entry> expected;
        try (Store store = Stores.open("file:" + directory)) {
            write(store, 0, 10);
            expected = everything(store);
        }
        Path copy = temp.resolve("json-only");
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        try (Store store = Stores.open("file:" + copy)) {
            assertThat(everything(store)).isEqualTo(expected);
        }
    }
}

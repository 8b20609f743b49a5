package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feed tells from a directory: over closing, kills, older versions, damage, repairs and other programs. */
class FeedOnDiskTest {
    private static final Document DOC = Document.parse("{\"n\":1}");
    private static final String ODD = "a\n\"b\\ \u00e9";

    @TempDir
    Path temp;

    private Instant now = Instant.parse("2026-10-01T12:00:00Z");

    private Store open(String name, String settings) {
        return Stores.builder()
                .url("file:" + temp.resolve(name) + settings)
                .clock(() -> now)
                .open();
    }

    private Store open() {
        return open("store", "");
    }

    private Path inside(String file) {
        return temp.resolve("store").resolve(".store").resolve(file);
    }

    /** Stores a to d, deletes a and an odd one, and returns the last revision. */
    private static long fill(Store store) {
        for (String key : List.of("a", ODD, "c", "d")) {
            store.store("events", key, DOC);
        }
        store.delete("events", "a");
        store.delete("events", ODD);
        return store.lastRevision();
    }

    private static List<String> told(ChangeBatch batch) {
        return batch.changes().stream()
                .map(change -> (change.isDeletion() ? "-" : "+") + change.key())
                .toList();
    }

    private List<String> tombstoneFiles() throws IOException {
        try (Stream<Path> files = Files.list(inside(""))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("tombstones-"))
                    .toList();
        }
    }

    private void copy(String from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve(from))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        temp.resolve(to)
                                .resolve(temp.resolve(from).relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void assertBeginsAgain(Store store, long after, List<String> fromNothing) {
        assertThatThrownBy(() -> store.changes(after, 10)).isInstanceOf(ChangesExpiredException.class);
        assertThat(told(store.changes(0, 10))).isEqualTo(fromNothing);
    }

    @Test
    void deletions_overClosing_areTold_andWrittenOnlyWhereThereAreOthers() throws IOException {
        try (Store store = open()) {
            store.store("events", "c", DOC);
        }
        assertThat(tombstoneFiles()).isEmpty();
        try (Store store = open()) {
            fill(store);
        }
        List<String> written = tombstoneFiles();
        assertThat(written).hasSize(1);
        try (Store store = open()) {
            assertThat(told(store.changes(1, 10))).containsExactly("+c", "+d", "-a", "-" + ODD);
            store.store("other", "k", DOC);
        }
        assertThat(tombstoneFiles()).isEqualTo(written);
        try (Store store = open()) {
            store.store("events", "a", DOC);
            assertThat(told(store.changes(1, 10))).containsExactly("+c", "+d", "-" + ODD, "+k", "+a");
        }
        assertThat(tombstoneFiles()).hasSize(1).isNotEqualTo(written);
        try (Store store = open()) {
            assertThat(told(store.changes(1, 10))).containsExactly("+c", "+d", "-" + ODD, "+k", "+a");
            assertThat(store.verify().findings()).isEmpty();
        }
    }

    @Test
    void deletions_overAKill_areTold() throws IOException {
        try (Store store = open()) {
            fill(store);
        }
        ChangeBatch told;
        try (Store store = open()) {
            store.delete("events", "c");
            store.store("events", "a", DOC);
            told = store.changes(1, 10);
            assertThat(told(told)).containsExactly("+d", "-" + ODD, "-c", "+a");
            copy("store", "killed");
        }
        for (int opening = 0; opening < 2; opening++) {
            try (Store store = open("killed", "")) {
                assertThat(store.changes(1, 10)).isEqualTo(told);
            }
        }
    }

    @Test
    void deletions_thatExpired_areRefusedAfterReopeningToo() {
        long last;
        try (Store store = open("store", "?tombstones=7d")) {
            last = fill(store);
            now = now.plus(Duration.ofDays(8));
            store.store("events", "e", DOC);
            assertBeginsAgain(store, 4, List.of("+c", "+d", "+e"));
        }
        try (Store store = open("store", "?tombstones=7d")) {
            assertBeginsAgain(store, 4, List.of("+c", "+d", "+e"));
            assertThat(told(store.changes(last, 10))).containsExactly("+e");
        }
    }

    @Test
    void olderVersionsDirectory_opens_andIsFollowedFromItsLastRevision() throws IOException {
        long last;
        try (Store store = open()) {
            last = fill(store);
        }
        Manifest manifest = Manifest.parse(Files.readAllBytes(inside("STORE")), "STORE");
        Manifest older = new Manifest(
                manifest.storeId(),
                manifest.revision(),
                manifest.lastTime(),
                manifest.writtenAt(),
                manifest.clean(),
                manifest.journal(),
                null,
                manifest.parts());
        Files.write(inside("STORE"), older.toBytes());
        try (Store store = open()) {
            assertThat(tombstoneFiles()).isEmpty();
            store.delete("events", "c");
            assertBeginsAgain(store, last - 1, List.of("+d"));
            assertThat(told(store.changes(last, 10))).containsExactly("-c");
        }
        try (Store store = open()) {
            assertBeginsAgain(store, last - 1, List.of("+d"));
            assertThat(told(store.changes(last, 10))).containsExactly("-c");
        }
    }

    @Test
    void damagedOrMissingFile_isReported_andFollowersBeginAgain() throws IOException {
        long last;
        try (Store store = open()) {
            last = fill(store);
        }
        Path file = inside(tombstoneFiles().get(0));
        byte[] sound = Files.readAllBytes(file);
        copy("store", "missing");
        Files.delete(temp.resolve("missing").resolve(".store").resolve(file.getFileName()));
        copy("store", "cut");
        Files.write(
                temp.resolve("cut").resolve(".store").resolve(file.getFileName()),
                java.util.Arrays.copyOf(sound, sound.length - 3));
        for (String name : List.of("missing", "cut")) {
            try (Store store = open(name, "")) {
                assertThat(store.status().state()).isEqualTo(StoreStatus.State.DEGRADED);
                assertThat(store.status().problems().toString()).contains("tombstones-", "deletions up to revision 6");
                assertBeginsAgain(store, last - 1, List.of("+c", "+d"));
                store.delete("events", "c");
                assertThat(told(store.changes(last, 10))).containsExactly("-c");
            }
            try (Store store = open(name, "")) {
                assertThat(store.status().state()).isEqualTo(StoreStatus.State.UP);
                assertBeginsAgain(store, last - 1, List.of("+d"));
                assertThat(told(store.changes(last, 10))).containsExactly("-c");
            }
        }
        try (Stream<Path> kept = Files.list(temp.resolve("cut").resolve(".store/quarantine"))) {
            assertThat(kept).hasSize(1);
        }
        try (Store store = open()) {
            sound[40] ^= 1;
            Files.write(file, sound);
            assertThat(store.verify().findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.place()).contains("tombstones-"));
        }
    }

    @Test
    void repair_ofAnyDamage_makesFollowersBeginAgain() throws IOException {
        long last;
        try (Store store = open()) {
            last = fill(store);
        }
        Files.write(inside(tombstoneFiles().get(0)), new byte[] {1});
        assertThat(Stores.repair("file:" + temp.resolve("store")).findings())
                .anySatisfy(finding -> assertThat(finding.place()).contains("tombstones-"));
        assertThat(tombstoneFiles()).isEmpty();
        try (Store store = open()) {
            assertThat(store.status().state()).isEqualTo(StoreStatus.State.UP);
            assertBeginsAgain(store, last, List.of("+c", "+d"));
            assertThat(store.lastRevision()).isGreaterThan(last);
        }
    }

    @Test
    void restoredBackup_tellsOfTheDeletionsOfItsMoment() {
        ChangeBatch told;
        try (Store store = open()) {
            fill(store);
            told = store.changes(1, 10);
            store.backup(temp.resolve("backup"));
            store.delete("events", "c");
        }
        Stores.builder().url("file:" + temp.resolve("store")).restore(temp.resolve("backup"), ExistingStore.SET_ASIDE);
        try (Store store = open()) {
            assertThat(store.changes(1, 10)).isEqualTo(told);
        }
    }

    @Test
    void filesOfOthers_newOnesAreTold_andAfterAChangeFollowersBeginAgain() throws IOException {
        long last;
        try (Store store = open()) {
            last = fill(store);
        }
        Files.writeString(
                temp.resolve("store").resolve("theirs.json"),
                "{\"t\": {\"n\": 1, \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}");
        try (Store store = open()) {
            assertThat(told(store.changes(last, 10))).containsExactly("+t");
            last = store.lastRevision();
        }
        Path events = temp.resolve("store").resolve("events.json");
        Files.writeString(events, Files.readString(events).replace("\"n\":1", "\"n\":12"));
        Files.setLastModifiedTime(events, java.nio.file.attribute.FileTime.from(now.plusSeconds(5)));
        try (Store store = open()) {
            assertBeginsAgain(store, last, List.of("+c", "+d", "+t"));
            ChangedEntry first = store.changes(0, 1).changes().get(0);
            assertThat(first.entry().orElseThrow().document()).isEqualTo(Document.parse("{\"n\":12}"));
        }
    }

    @Test
    void collectionThatCannotBeServed_isNotLeftOutSilently() throws IOException {
        long last;
        try (Store store = open()) {
            last = fill(store);
            store.store("other", "k", DOC);
        }
        Files.delete(temp.resolve("store").resolve("events.json"));
        try (Store store = open()) {
            assertThatThrownBy(() -> store.changes(0, 10))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("events");
            assertThat(told(store.changes(last, 10))).containsExactly("+k");
        }
    }
}

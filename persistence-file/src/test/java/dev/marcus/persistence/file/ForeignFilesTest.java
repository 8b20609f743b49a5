package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others put, copied, changed or named in ways of their own. */
class ForeignFilesTest {
    private static final String ENTRY = "{\"%s\": {\"n\": 1, \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}";

    @TempDir
    Path directory;

    private Store open() {
        return Stores.open("file:" + directory);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(directory.resolve(file), content);
    }

    @Test
    void store_intoACollectionThatDiffersInCaseFromAFile_getsAnotherFile_alsoWhereCaseDoesNotCount()
            throws IOException {
        String theirs = ENTRY.formatted("theirs");
        write("Events.json", theirs);
        try (Store store = open()) {
            store.store("events", "ours", Document.empty());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .doesNotHaveDuplicates();
        }
        assertThat(Files.readString(directory.resolve("Events.json"))).isEqualTo(theirs);
        try (Store store = open()) {
            assertThat(store.retrieve("Events", "theirs")).isPresent();
            assertThat(store.retrieve("events", "ours")).isPresent();
        }
    }

    @Test
    void open_numberedFileBesideThePlainOne_servesThePlainOne() throws IOException {
        write("events.json", ENTRY.formatted("plain"));
        write("events.1.json", ENTRY.formatted("rotated"));
        try (Store store = open()) {
            assertThat(store.query(Query.of("events")).entries())
                    .extracting(Entry::key)
                    .containsExactly("plain");
            assertThat(store.adoptionReport().findings())
                    .extracting(Finding::place)
                    .containsExactly("events.1.json");
        }
    }

    @Test
    void open_numberedFileBesideAnotherProgramsPlainOne_servesTheNumberedOne() throws IOException {
        write("events.json", "{\"settings\": {\"n\": 1}}");
        write("events.2.json", ENTRY.formatted("ours"));
        try (Store store = open()) {
            assertThat(store.query(Query.of("events")).entries())
                    .extracting(Entry::key)
                    .containsExactly("ours");
        }
    }

    @Test
    void open_revisionThatLeavesNoneAboveIt_isNotTakenOver() throws IOException {
        write(
                "events.json",
                "{\"a\": {\"_stored_at\": \"2026-10-01T12:00:00+00:00\", \"_revision\": " + Long.MAX_VALUE + "},"
                        + " \"b\": {\"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}");
        for (int opening = 0; opening < 2; opening++) {
            try (Store store = open()) {
                long newest = store.query(Query.of("events")).entries().stream()
                        .mapToLong(Entry::revision)
                        .max()
                        .orElseThrow();
                assertThat(store.store("events", "c" + opening, Document.empty())
                                .revision())
                        .isGreaterThan(newest);
            }
        }
    }

    @Test
    void open_copyOfAFile_givesItsEntriesRevisionsOfTheirOwn() throws IOException {
        try (Store store = open()) {
            store.store("a", "k1", Document.empty());
            store.store("a", "k2", Document.empty());
        }
        Files.copy(directory.resolve("a.json"), directory.resolve("b.json"));
        try (Store store = open()) {
            List<Entry> all = new ArrayList<>(store.query(Query.of("a")).entries());
            all.addAll(store.query(Query.of("b")).entries());
            assertThat(all).hasSize(4).extracting(Entry::revision).doesNotHaveDuplicates();
        }
    }

    @Test
    void commit_requiresACollectionUnchanged_thatWasChangedFromOutside_isAConflict() throws IOException {
        long kept;
        long since;
        try (Store store = open()) {
            store.store("b", "removed", Document.empty());
            kept = store.store("a", "kept", Document.empty()).revision();
            since = store.store("a", "removed", Document.empty()).revision();
        }
        write("a.json", ENTRY.formatted("kept").replace("1,", "1, \"_revision\": " + kept + ","));
        write("b.json", "{}");
        for (int opening = 0; opening < 2; opening++) {
            try (Store store = open()) {
                for (String collection : List.of("a", "b")) {
                    assertThatThrownBy(() -> store.commit(Commit.builder()
                                    .put("other", "k", Document.empty())
                                    .requireUnchanged(collection, since)
                                    .build()))
                            .isInstanceOf(ConflictException.class);
                }
            }
        }
    }

    @Test
    void commit_requiresADamagedEntryToBeAbsent_isRefused() throws IOException {
        write("a.json", "{\"bad\": {\"n\": NaN, \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}");
        try (Store store = open()) {
            assertThatThrownBy(() -> store.commit(Commit.builder()
                            .put("other", "k", Document.empty())
                            .requireAbsent("a", "bad")
                            .build()))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("bad");
        }
    }

    @Test
    void open_ownerIsALink_isRefused_andLeavesItsTargetAlone() throws IOException {
        Path target = directory.resolve("precious.txt");
        Files.writeString(target, "precious");
        Files.createDirectory(directory.resolve(".store"));
        Files.createSymbolicLink(directory.resolve(".store/OWNER"), target);
        assertThatThrownBy(this::open).isInstanceOf(StorageException.class);
        assertThat(target).hasContent("precious");
    }

    @Test
    void open_journalThatHoldsNoCommits_isDamaged() throws IOException {
        Path copy = directory.resolve("copy");
        Path inside = Files.createDirectories(copy.resolve(".store"));
        Path number;
        try (Store store = open()) {
            store.store("a", "k", Document.empty());
            Files.copy(directory.resolve(".store/STORE"), inside.resolve("STORE"));
            try (Stream<Path> files = Files.list(directory.resolve(".store"))) {
                number = files.filter(file -> file.toString().endsWith(".wal"))
                        .findFirst()
                        .orElseThrow()
                        .getFileName();
            }
        }
        TextBuffer line = new TextBuffer();
        line.write(JournalFormat.header(1, 0));
        int at = JournalFormat.begin(line);
        line.write("no commit".getBytes(StandardCharsets.US_ASCII));
        JournalFormat.end(line, at, 1, 1, 0);
        Files.write(inside.resolve(number), line.toBytes());
        assertThatThrownBy(() -> Stores.open("file:" + copy))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining(number.toString());
    }
}

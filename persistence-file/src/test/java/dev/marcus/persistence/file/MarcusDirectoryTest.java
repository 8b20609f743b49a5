package dev.marcus.persistence.file;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 9 of the contract: a directory that Marcus wrote opens as it is. */
class MarcusDirectoryTest {
    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void unpack() throws IOException {
        directory = MarcusDirectory.unpack(temp);
    }

    private Store open() {
        return Stores.open("file:" + directory);
    }

    private Map<String, String> jsonFiles() throws IOException {
        Map<String, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static List<Entry> everything(Store store) {
        List<Entry> all = new ArrayList<>();
        store.collections()
                .forEach(collection ->
                        all.addAll(store.query(Query.of(collection)).entries()));
        return all;
    }

    @Test
    void open_marcusDirectory_servesEveryEntryInTheOrderOfItsTimes() {
        try (Store store = open()) {
            assertThat(store.count(Query.of("events"))).isEqualTo(500);
            assertThat(store.count(Query.of("task_outcomes"))).isEqualTo(67);
            assertThat(store.collections()).hasSize(18).doesNotContain("subtasks", "edge_emptied");
            assertThat(store.query(Query.of("edge_ties").limit(2)).entries())
                    .extracting(Entry::key)
                    .containsExactly("plus_1us", "tie_d");
            assertThat(store.count(Query.of("events").where(where("_stored_at").lt("2026-10-03T12:00:00Z"))))
                    .isEqualTo(201);
            assertThat(store.count(Query.of("events").where(where("event_type").eq("worker_registration"))))
                    .isEqualTo(7);
            assertThat(store.retrieve("events", "evt_1_1790582400.0")
                            .orElseThrow()
                            .storedAt())
                    .isEqualTo(Instant.parse("2026-09-28T08:00:00Z"));
            assertThat(store.aggregate(Aggregation.of("task_outcomes")
                                    .where(where("success")
                                            .eq(true)
                                            .and(where("actual_hours").gt(0)))
                                    .compute("median", Aggregate.median("actual_hours"))
                                    .compute("n", Aggregate.count()))
                            .get(0)
                            .figures()
                            .toString())
                    .isEqualTo("{median=0.3333333333333333, n=41}");
        }
    }

    @Test
    void open_marcusDirectory_changesNoneOfItsFiles_andGivesTheSameRevisionsAgain() throws IOException {
        Map<String, String> before = jsonFiles();
        List<Entry> first;
        try (Store store = open()) {
            first = everything(store);
            assertThat(store.adoptionReport().adopted()).isEqualTo(885);
        }
        assertThat(jsonFiles()).isEqualTo(before);
        try (Store store = open()) {
            assertThat(everything(store)).isEqualTo(first);
            assertThat(store.adoptionReport().adopted()).isZero();
        }
    }

    @Test
    void store_intoOneCollection_rewritesItsFileOnly_andKeepsWhatWasSetAside() throws IOException {
        Map<String, String> before = jsonFiles();
        try (Store store = open()) {
            store.store("edge_nonfinite", "good", Document.of(Map.of("v", 1)));
        }
        Map<String, String> after = jsonFiles();
        assertThat(after.remove("edge_nonfinite.json"))
                .contains("\"good\"", "\"i\": Infinity", "\"v\": NaN", "\"_revision\"");
        before.remove("edge_nonfinite.json");
        assertThat(after).isEqualTo(before);
        try (Store store = open()) {
            assertThat(store.query(Query.of("edge_nonfinite")).entries())
                    .extracting(Entry::key)
                    .containsExactly("good");
        }
    }

    @Test
    void open_entriesThatBreakTheContract_areListedNotServedAndNotWrittenOver() {
        try (Store store = open()) {
            assertThat(store.adoptionReport().findings())
                    .extracting(finding -> finding.place() + "/" + finding.key())
                    .containsExactlyInAnyOrder("edge_keys.json/", "edge_nonfinite.json/nan", "subtasks.json/null");
            assertThat(store.adoptionReport().ownMembers()).isEqualTo(1);
            assertThatThrownBy(() -> store.retrieve("edge_nonfinite", "nan"))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("$.v");
            assertThatThrownBy(() -> store.store("edge_nonfinite", "nan", Document.empty()))
                    .isInstanceOf(DamagedEntryException.class);
            assertThatThrownBy(() -> store.delete("edge_nonfinite", "nan")).isInstanceOf(DamagedEntryException.class);
        }
    }

    @Test
    void store_intoACollectionNamedAsAnotherProgramsFile_leavesThatFileAlone() throws IOException {
        String before = jsonFiles().get("subtasks.json");
        try (Store store = open()) {
            store.store("subtasks", "k", Document.of(Map.of("a", 1)));
        }
        assertThat(jsonFiles().get("subtasks.json")).isEqualTo(before);
        try (Store store = open()) {
            assertThat(store.retrieve("subtasks", "k")).isPresent();
        }
    }

    @Test
    void open_damagedFile_blocksItsCollectionOnly_andLeavesTheFileAsItIs() throws IOException {
        Path events = directory.resolve("events.json");
        byte[] whole = Files.readAllBytes(events);
        List<byte[]> damaged = List.of(
                new byte[0],
                "  \n".getBytes(StandardCharsets.US_ASCII),
                "[]".getBytes(StandardCharsets.US_ASCII),
                "null".getBytes(StandardCharsets.US_ASCII),
                new byte[whole.length],
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, whole.length * 2 / 3),
                ("\ufeff" + new String(whole, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8),
                (new String(whole, StandardCharsets.UTF_8) + "garbage").getBytes(StandardCharsets.UTF_8));
        for (byte[] content : damaged) {
            Files.write(events, content);
            for (int opening = 0; opening < 2; opening++) {
                try (Store store = open()) {
                    assertThatThrownBy(() -> store.query(Query.of("events")))
                            .isInstanceOf(CorruptionException.class)
                            .hasMessageContaining("events.json");
                    assertThatThrownBy(() -> store.retrieve("events", "evt_1_1790582400.0"))
                            .isInstanceOf(CorruptionException.class);
                    assertThatThrownBy(() -> store.store("events", "k", Document.empty()))
                            .isInstanceOf(CorruptionException.class);
                    store.store("decisions", "new" + opening, Document.empty());
                    assertThat(store.adoptionReport().findings())
                            .anyMatch(finding -> finding.place().equals("events.json"));
                }
                assertThat(Files.readAllBytes(events)).isEqualTo(content);
            }
        }
    }

    @Test
    void open_keyGivenTwice_servesNeither_andKeepsTheOriginalWhenTheFileIsWritten() throws IOException {
        Path file = directory.resolve("edge_ties.json");
        String original = """
                {"a": {"n": 1, "_stored_at": "2026-10-01 12:00:00"}, "dup": {"n": 1}, "dup": {"n": 2}}""";
        Files.writeString(file, original);
        try (Store store = open()) {
            assertThatThrownBy(() -> store.retrieve("edge_ties", "dup")).isInstanceOf(DamagedEntryException.class);
            assertThat(store.retrieve("edge_ties", "a").orElseThrow().storedAt())
                    .isEqualTo(Instant.parse("2026-10-01T12:00:00Z"));
            store.store("edge_ties", "b", Document.empty());
        }
        assertThat(Files.readString(file)).contains("\"dup\": {\"n\": 1}", "\"dup\": {\"n\": 2}", "\"b\"");
        try (Stream<Path> kept = Files.list(directory.resolve(".store/quarantine"))) {
            assertThat(kept.map(MarcusDirectoryTest::read)).contains(original);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void open_everyFormOfStoreTime_isUnderstood_andNoneMeansTheFilesOwn() throws IOException {
        Files.writeString(directory.resolve("edge_ties.json"), """
                {"a": {"_stored_at": "2026-10-01T12:00:00.123456+00:00"},
                 "b": {"_stored_at": "2026-10-01T12:00:00+00:00"},
                 "c": {"_stored_at": "2026-10-01T12:00:00.5"},
                 "d": {"_stored_at": "2026-10-01 12:00:01"},
                 "e": {"_stored_at": "2026-10-01T14:00:00+02:00"},
                 "f": {}, "g": {"_stored_at": "mine"}}""");
        Instant fileTime =
                Files.getLastModifiedTime(directory.resolve("edge_ties.json")).toInstant();
        try (Store store = open()) {
            Map<String, Instant> times = new HashMap<>();
            store.query(Query.of("edge_ties")).forEach(entry -> times.put(entry.key(), entry.storedAt()));
            Instant noon = Instant.parse("2026-10-01T12:00:00Z");
            Instant own = fileTime.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
            assertThat(times)
                    .containsEntry("a", noon.plusNanos(123456000))
                    .containsEntry("b", noon)
                    .containsEntry("c", noon.plusMillis(500))
                    .containsEntry("d", noon.plusSeconds(1))
                    .containsEntry("e", noon)
                    .containsEntry("f", own)
                    .containsEntry("g", own);
        }
    }

    @Test
    void open_fileThatMarcusChangedAfterClosing_isTakenOverAgain() throws IOException {
        Path file = directory.resolve("edge_ties.json");
        long old;
        try (Store store = open()) {
            old = store.store("edge_ties", "ours", Document.of(Map.of("n", 1))).revision();
        }
        String changed = Files.readString(file)
                .replaceFirst("\\{", "{\"theirs\": {\"n\": 2, \"_stored_at\": \"2999-01-01T00:00:00+00:00\"},");
        Files.writeString(file, changed);
        try (Store store = open()) {
            assertThat(store.retrieve("edge_ties", "ours").orElseThrow().revision())
                    .isEqualTo(old);
            assertThat(store.retrieve("edge_ties", "theirs").orElseThrow().revision())
                    .isGreaterThan(old);
        }
    }

    @Test
    void open_fileThatIsALink_blocksItsCollection_andLeavesLinkAndTargetAlone() throws IOException {
        Path target = temp.resolve("elsewhere.json");
        Path link = directory.resolve("events.json");
        Files.move(link, target);
        String before = Files.readString(target);
        Files.createSymbolicLink(link, target);
        for (int opening = 0; opening < 2; opening++) {
            try (Store store = open()) {
                assertThatThrownBy(() -> store.query(Query.of("events")))
                        .isInstanceOf(CorruptionException.class)
                        .hasMessageContaining("link");
                assertThatThrownBy(() -> store.store("events", "k", Document.empty()))
                        .isInstanceOf(CorruptionException.class);
                assertThat(store.count(Query.of("decisions"))).isEqualTo(22);
            }
        }
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(target)).isEqualTo(before);
    }

    @Test
    void open_olderDirectoryWithTimesWithoutAZone_servesAll_andRetentionWorks() throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 30; i++) {
            json.append("\"naive")
                    .append(i)
                    .append("\": {\"n\": 1, \"_stored_at\": \"2025-10-")
                    .append(i < 9 ? "0" : "")
                    .append(i + 1)
                    .append("T08:00:00.123456\"}, ");
        }
        Files.writeString(
                directory.resolve("edge_ties.json"),
                json + "\"aware\": {\"_stored_at\": \"2026-01-01T00:00:00+00:00\"}, \"missing\": {\"n\": 2}}");
        try (Store store = open()) {
            assertThat(store.count(Query.of("edge_ties"))).isEqualTo(32);
            assertThat(store.clearOld("edge_ties", Instant.parse("2025-10-11T08:00:00.123456Z")))
                    .isEqualTo(10);
            assertThat(store.retrieve("edge_ties", "missing")).isPresent();
        }
    }
}

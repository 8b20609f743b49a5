package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.RepairReport;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repair restores, what it sets aside, and that the damaged database is kept. */
class RepairTest {
    private static final int PAGE = 4096;
    private static final int COUNT = 300;

    @TempDir
    Path directory;

    private Path file;
    private final Set<Entry> held = new HashSet<>();
    private String storeId;

    @BeforeEach
    void fill() {
        file = directory.resolve("store.db");
        try (Store store = open(file)) {
            for (int i = 0; i < COUNT; i++) {
                held.add(store.store(
                        i % 2 == 0 ? "c" : "d", "k" + i, Document.of(Map.of("n", i, "text", "x".repeat(300)))));
            }
            store.store("d", "gone", Document.empty());
            store.delete("d", "gone");
            storeId = store.description().storeId();
        }
    }

    private RepairReport repair() {
        return Stores.repair("sqlite:" + file);
    }

    private int root(String name) throws Exception {
        return Integer.parseInt(rows(file, "SELECT rootpage FROM sqlite_master WHERE name = '" + name + "'")
                .get(0)
                .get(0));
    }

    private byte[] damage(int from, int to) throws IOException {
        byte[] all = Files.readAllBytes(file);
        for (int i = from; i < to; i++) {
            all[i] ^= (byte) 0xA5;
        }
        Files.write(file, all);
        return all;
    }

    /** Returns the entries after a repair, which has to leave the store intact, and able to go on. */
    private Set<Entry> repaired(RepairReport report) {
        try (Store store = open(file)) {
            assertThat(store.verify().findings()).isEmpty();
            Set<Entry> found = new HashSet<>(store.query(Query.of("c")).entries());
            found.addAll(store.query(Query.of("d")).entries());
            assertThat(report.entries()).isEqualTo(store.verify().entries());
            assertThat(store.store("e", "new", Document.empty()).revision()).isGreaterThan(COUNT + 2);
            assertThat(store.adoptionReport().isClean()).isTrue();
            return found;
        }
    }

    private void assertKept(RepairReport report, byte[] damaged) throws IOException {
        assertThat(report.wasIntact()).isFalse();
        assertThat(report.kept()).hasSize(1);
        assertThat(report.kept().get(0)).hasBinaryContent(damaged);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(file, report.kept().get(0));
        }
    }

    @Test
    void repair_intact_changesNothing() throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThat(repair()).isEqualTo(new RepairReport(COUNT, List.of(), List.of()));
        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void repair_pagesOfTheTable_keepsAllOthersAndNamesTheLost() throws Exception {
        byte[] all = Files.readAllBytes(file);
        int page = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"n\":150") / PAGE * PAGE;
        damage(page, page + PAGE);
        RepairReport report = repair();
        Set<Entry> found = repaired(report);
        assertThat(held).containsAll(found);
        assertThat(found).hasSizeBetween(COUNT - 20, COUNT - 5);
        Set<Entry> lost = new HashSet<>(held);
        lost.removeAll(found);
        assertThat(report.findings().stream()
                        .filter(finding -> finding.key() != null)
                        .map(Finding::key))
                .containsExactlyInAnyOrderElementsOf(
                        lost.stream().map(Entry::key).toList());
        assertThat(report.kept()).hasSize(1);
        try (Store store = open(file)) {
            assertThat(store.description().storeId()).isEqualTo(storeId);
        }
    }

    @Test
    void repair_rootOfTheTableDestroyed_canReadNoRow_andLeavesItAsItIs() throws Exception {
        int page = (root("persistence") - 1) * PAGE;
        byte[] damaged = damage(page, page + PAGE);
        assertThatThrownBy(this::repair)
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("it was left as it is");
        assertThat(Files.size(file)).isEqualTo(damaged.length);
    }

    @Test
    void repair_pageOfAnIndex_losesNothing() throws Exception {
        for (String index : List.of("sqlite_autoindex_persistence_1", "persistence_newest")) {
            int page = (root(index) - 1) * PAGE;
            damage(page, page + PAGE);
            RepairReport report = repair();
            assertThat(report.wasIntact()).isFalse();
            assertThat(repaired(report)).isEqualTo(held);
        }
    }

    @Test
    void repair_headerDestroyed_losesNothing() throws IOException {
        byte[] damaged = damage(0, 100);
        RepairReport report = repair();
        assertKept(report, damaged);
        assertThat(repaired(report)).isEqualTo(held);
    }

    @Test
    void repair_firstPageDestroyed_losesNothing() throws IOException {
        byte[] damaged = damage(0, PAGE);
        RepairReport report = repair();
        assertKept(report, damaged);
        assertThat(repaired(report)).isEqualTo(held);
    }

    @Test
    void repair_truncated_keepsWhatIsBeforeTheCut() throws IOException {
        byte[] damaged = Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2 / PAGE * PAGE + 100);
        Files.write(file, damaged);
        RepairReport report = repair();
        assertKept(report, damaged);
        Set<Entry> found = repaired(report);
        assertThat(held).containsAll(found);
        assertThat(found).hasSizeGreaterThan(COUNT / 4);
    }

    @Test
    void repair_rowsThatAreNotServed_movesThemAside() throws Exception {
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET revision = NULL WHERE key = 'k7'",
                "UPDATE persistence SET data = '{\"v\": secret' WHERE key = 'k8'",
                "UPDATE persistence_meta SET writer = NULL",
                "CREATE TABLE other (a)");
        RepairReport report = repair();
        held.removeIf(entry -> entry.key().equals("k7") || entry.key().equals("k8"));
        assertThat(repaired(report)).isEqualTo(held);
        assertThat(report.kept()).isEmpty();
        assertThat(report.findings()).extracting(Finding::key).containsExactlyInAnyOrder("k7", "k8");
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.reason())
                        .contains("persistence_quarantine")
                        .doesNotContain("secret"));
        assertThat(rows(file, "SELECT key, data FROM persistence_quarantine ORDER BY key"))
                .hasSize(2)
                .contains(List.of("k8", "{\"v\": secret"));
        assertThat(rows(file, "SELECT count(*) FROM sqlite_master WHERE name = 'other'"))
                .isEqualTo(List.of(List.of("1")));
    }

    @Test
    void repair_whatMarcusWroteAndDamaged_isTakenOverAfterwards() throws Exception {
        byte[] all = MarcusFiles.database();
        for (int i = 61 * PAGE; i < 62 * PAGE; i++) {
            all[i] ^= (byte) 0xFF;
        }
        file = MarcusFiles.write(directory, all);
        assertThatThrownBy(() -> open(file)).isInstanceOf(CorruptionException.class);
        RepairReport report = repair();
        assertThat(report.kept()).hasSize(1);
        assertThat(report.kept().get(0)).hasBinaryContent(all);
        try (Store store = open(file)) {
            assertThat(store.verify().findings()).isEmpty();
            assertThat(store.count(Query.of("events"))).isGreaterThan(480);
        }
    }

    @Test
    void repair_nothingReadable_leavesItAsItIs() throws IOException {
        byte[] garbage = new byte[20 * PAGE];
        Arrays.fill(garbage, (byte) 7);
        Files.write(file, garbage);
        assertThatThrownBy(this::repair)
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("no row of it can be read; it was left as it is");
        assertThat(file).hasBinaryContent(garbage);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void repair_openOrMissing_isRefused() {
        try (Store store = open(file)) {
            assertThatThrownBy(this::repair)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("has it open");
            assertThat(store.count(Query.of("c"))).isEqualTo(COUNT / 2);
        }
        file = directory.resolve("nowhere.db");
        assertThatThrownBy(this::repair).isInstanceOf(StorageException.class).hasMessageContaining("there is no file");
    }
}

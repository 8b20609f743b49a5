package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.VerifyReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a verification names, by rows and tables that were changed on purpose. */
class VerificationTest {
    @TempDir
    Path directory;

    private Path filled() {
        Path file = directory.resolve("store.db");
        try (Store store = open(file)) {
            for (int i = 1; i <= 20; i++) {
                store.store(i % 2 == 0 ? "even" : "odd", "k" + i, Document.of(java.util.Map.of("n", i)));
            }
        }
        return file;
    }

    private static VerifyReport verified(Path file) {
        try (Store store = open(file)) {
            return store.verify();
        }
    }

    @Test
    void verify_sound_readsEverythingAndFindsNothing() {
        assertThat(verified(filled())).isEqualTo(new VerifyReport(2, 20, List.of()));
    }

    @Test
    void verify_whatMarcusWrote_namesTheRowsThatWereSetAside() {
        VerifyReport report = verified(MarcusFiles.write(directory, MarcusFiles.database()));
        assertThat(report.findings()).extracting(Finding::collection).containsExactly("edge_keys", "edge_nonfinite");
        assertThat(report.entries()).isEqualTo(885);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data = '{\"a\":'                | $",
                "data = '[1]'                   | object",
                "data = x'7b7d'                 | document: stored as blob",
                "revision = 99                  | revision: 99 (expected: 1 to 20",
                "revision = -1                  | revision: -1 (expected: 1 to 20",
                "revision = 'x'                 | revision: 0 (expected: 1 to 20",
                "revision = NULL                | it has no revision",
                "stored_us = 'x'                | store time: no integer",
                "stored_at = '2001-01-01 00:00:00'| stored_at and stored_us differ",
                "key = ''                       | key: empty",
                "collection = 'a b'             | collection: 'a b'"
            })
    void verify_aRowThatBreaksTheContract_isNamedAndTheRestCounted(String change, String reason) throws Exception {
        Path file = filled();
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET " + change + " WHERE key = 'k7'",
                "UPDATE persistence_meta SET writer = NULL");
        VerifyReport report = verified(file);
        assertThat(report.entries()).isEqualTo(19);
        assertThat(report.findings())
                .filteredOn(finding -> finding.place().equals("table persistence, row 7"))
                .singleElement()
                .extracting(Finding::reason)
                .asString()
                .contains(reason);
    }

    @Test
    void verify_countersThatDisagree_areNamed() throws Exception {
        Path file = filled();
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET revision = 3 WHERE key = 'k5'",
                "UPDATE persistence_collections SET revision = 4 WHERE collection = 'even'",
                "DELETE FROM persistence_collections WHERE collection = 'odd'");
        assertThat(verified(file).findings())
                .extracting(Finding::reason)
                .anyMatch(reason -> reason.contains("the mark of a writer at work is set"))
                .contains(
                        "revision 3 was given more than once",
                        "newest change: 4 (expected: 20 to 20)",
                        "newest change: 0 (expected: 19 to 20)");
    }

    @Test
    void verify_anIndexThatLacksARow_isNamed() throws Exception {
        Path file = filled();
        int page = Integer.parseInt(
                rows(file, "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_persistence_1'")
                        .get(0)
                        .get(0));
        byte[] all = Files.readAllBytes(file);
        int header = (page - 1) * 4096;
        assertThat(all[header]).as("a page of an index").isEqualTo((byte) 10);
        all[header + 4]--; // one cell fewer
        Files.write(file, all);
        VerifyReport report = verified(file);
        assertThat(report.findings())
                .extracting(Finding::reason)
                .anyMatch(reason -> reason.contains("missing from index sqlite_autoindex_persistence_1"));
    }

    @Test
    void verify_aPageOfGarbage_isNamedWithoutContent() throws Exception {
        Path file = MarcusFiles.write(directory, MarcusFiles.database());
        open(file).close();
        byte[] all = Files.readAllBytes(file);
        for (int i = 61 * 4096; i < 62 * 4096; i++) {
            all[i] ^= (byte) 0xFF;
        }
        Files.write(file, all);
        VerifyReport report = verified(file);
        assertThat(report.isIntact()).isFalse();
        assertThat(report.findings()).extracting(Finding::place).anyMatch(place -> place.contains("the pages"));
        assertThat(report.findings()).extracting(Finding::reason).noneMatch(reason -> reason.contains("evt_"));
    }
}

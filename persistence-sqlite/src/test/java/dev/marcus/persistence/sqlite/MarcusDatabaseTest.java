package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.object;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.oracle;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that Marcus wrote opens as it is (contract, section 9). */
class MarcusDatabaseTest {
    private static final String RAW = "SELECT collection, key, data, stored_at FROM persistence ORDER BY rowid";

    @TempDir
    Path directory;

    private Path marcus() {
        return MarcusFiles.write(directory, MarcusFiles.database());
    }

    private static boolean isSetAside(String collection, String key) {
        return collection.equals("edge_nonfinite") || (collection.equals("edge_keys") && key.isEmpty());
    }

    private static Map<String, List<Entry>> everything(Store store) {
        Map<String, List<Entry>> all = new TreeMap<>();
        for (String collection : store.collections()) {
            all.put(collection, store.query(Query.of(collection)).entries());
        }
        return all;
    }

    @Test
    void count_everyCollection_isThatOfTheRowsWithoutThoseSetAside() {
        Map<String, Long> expected = new TreeMap<>();
        object(oracle(), "sqlite_rows").forEach((name, rows) -> expected.put(name, ((Number) rows).longValue()));
        expected.merge("edge_keys", -1L, Long::sum);
        expected.remove("edge_nonfinite");

        try (Store store = open(marcus())) {
            Map<String, Long> found = new TreeMap<>();
            store.collections().forEach(name -> found.put(name, store.count(Query.of(name))));
            assertThat(found).isEqualTo(expected);
            assertThat(store.count(Query.of("edge_nonfinite"))).isZero();
        }
    }

    @Test
    void query_newestFive_areThoseOfTheOracle() {
        try (Store store = open(marcus())) {
            object(oracle(), "collections").forEach((name, known) -> {
                List<String> expected = newest(name, known);
                List<String> found = store.query(Query.of(name).limit(expected.size())).entries().stream()
                        .map(Entry::key)
                        .toList();
                assertThat(found).as(name).isEqualTo(expected);
            });
        }
    }

    /** Whole seconds cannot tell the ties from the one a microsecond later; the later row then comes first. */
    @SuppressWarnings("unchecked")
    private static List<String> newest(String collection, Object known) {
        if (collection.equals("edge_ties")) {
            return List.of("plus_1us", "tie_d", "tie_c", "tie_b", "tie_a");
        }
        List<String> keys = new ArrayList<>((List<String>) ((Map<String, Object>) known).get("newest5_keys"));
        keys.removeIf(key -> isSetAside(collection, key));
        return keys;
    }

    @Test
    void query_newestAndOldestTime_areThoseOfTheOracleInWholeSeconds() {
        try (Store store = open(marcus())) {
            everything(store).forEach((name, entries) -> {
                Map<String, Object> known = object(object(oracle(), "collections"), name);
                assertThat(entries.get(0).storedAt()).as(name).isEqualTo(seconds(known.get("newest_stored_at")));
                assertThat(entries.get(entries.size() - 1).storedAt())
                        .as(name)
                        .isEqualTo(seconds(known.get("oldest_stored_at")));
            });
        }
    }

    private static Instant seconds(Object iso) {
        return Instant.parse(iso.toString().substring(0, 19) + "Z");
    }

    @Test
    void retrieve_everyRow_equalsItsJsonTextAndKeepsItsTime() throws SQLException {
        Path file = marcus();
        List<List<String>> raw = rows(file, RAW);
        assertThat(raw).hasSize(887);
        try (Store store = open(file)) {
            for (List<String> row : raw) {
                if (!isSetAside(row.get(0), row.get(1))) {
                    Entry entry = store.retrieve(row.get(0), row.get(1)).orElseThrow();
                    assertThat(entry.document())
                            .as(row.get(1))
                            .isEqualTo(Envelope.open(row.get(2).getBytes(StandardCharsets.UTF_8))
                                    .document());
                    assertThat(entry.storedAt())
                            .isEqualTo(Instant.parse(row.get(3).replace(' ', 'T') + "Z"));
                }
            }
        }
        assertThat(rows(file, RAW)).isEqualTo(raw);
    }

    @Test
    void query_eventsByTypeAndSource_countAsTheOracleDoes() {
        try (Store store = open(marcus())) {
            for (String by : List.of("event_type", "source")) {
                Map<String, Object> known =
                        object(oracle(), by.equals("source") ? "events_by_source" : "events_by_type");
                known.forEach((value, count) -> assertThat(store.count(
                                Query.of("events").where(Filter.where(by).eq(value))))
                        .as(value)
                        .isEqualTo(((Number) count).longValue()));
            }
        }
    }

    @Test
    void query_eventsBeforeATime_countAsTheOracleDoes() {
        try (Store store = open(marcus())) {
            Query before =
                    Query.of("events").where(Filter.where("_stored_at").lt(Instant.parse("2026-10-03T12:00:00Z")));
            long expected = ((Number) oracle().get("events_stored_before_2026-10-03T12:00Z")).longValue();
            assertThat(store.count(before)).isEqualTo(expected);
            assertThat(store.clearOld("events", Instant.parse("2026-10-03T12:00:00Z")))
                    .isEqualTo(expected);
            assertThat(store.count(Query.of("events"))).isEqualTo(500 - expected);
        }
    }

    @Test
    void adoptionReport_ofMarcus_listsTheTwoRowsWithPlaceAndReason() throws SQLException {
        Path file = marcus();
        String own = "SELECT count(*) FROM persistence WHERE json_valid(data)"
                + " AND (data ->> '$._key' IS NOT NULL OR data ->> '$._stored_at' IS NOT NULL)";
        long ownMembers = Long.parseLong(rows(file, own).get(0).get(0));
        try (Store store = open(file)) {
            AdoptionReport report = store.adoptionReport();
            assertThat(report.adopted()).isEqualTo(885);
            assertThat(report.ownMembers()).isEqualTo(ownMembers).isPositive();
            assertThat(report.findings())
                    .extracting(Finding::place, Finding::collection, Finding::key)
                    .containsExactly(
                            tuple("table persistence, row 988", "edge_keys", ""),
                            tuple("table persistence, row 997", "edge_nonfinite", "nan"));
            assertThat(report.findings().get(1).reason()).contains("v").doesNotContain("-Infinity");
        }
    }

    @Test
    void store_overARowSetAside_isRefusedAndTheRestIsWritable() throws SQLException {
        Path file = marcus();
        try (Store store = open(file)) {
            assertThatThrownBy(() -> store.store("edge_nonfinite", "nan", Document.empty()))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("'edge_nonfinite', key 'nan'");
            assertThatThrownBy(() -> store.delete("edge_nonfinite", "nan")).isInstanceOf(DamagedEntryException.class);
            assertThatThrownBy(() -> store.retrieve("edge_nonfinite", "nan")).isInstanceOf(DamagedEntryException.class);
            assertThat(store.clearOld("edge_nonfinite", Instant.parse("2027-01-01T00:00:00Z")))
                    .isZero();

            store.store("edge_nonfinite", "other", Document.parse("{\"v\":1}"));
            store.store("edge_keys", "null", Document.parse("{\"v\":2}"));
            assertThat(store.count(Query.of("edge_nonfinite"))).isEqualTo(1);
        }
        assertThat(rows(file, "SELECT data, stored_at FROM persistence WHERE rowid = 997"))
                .containsExactly(List.of("{\"v\": NaN, \"i\": Infinity, \"n\": -Infinity}", "2026-10-08 13:27:45"));
    }

    @Test
    void retrieve_ownMembersInTheDocument_areTheEntrys() {
        try (Store store = open(marcus())) {
            Entry entry = store.retrieve("edge_cases", "internal_names").orElseThrow();
            assertThat(entry.document().toMap()).containsOnlyKeys("_version");
            assertThat(entry.key()).isEqualTo("internal_names");
            assertThat(entry.storedAt()).isEqualTo(Instant.parse("2026-10-08T13:27:35Z"));
        }
    }

    @Test
    void retrieve_numbersOfEveryKind_areExact() {
        try (Store store = open(marcus())) {
            Document ints = store.retrieve("edge_cases", "ints").orElseThrow().document();
            assertThat(ints.number("i53p1")).contains(new BigDecimal("9007199254740993"));
            assertThat(ints.number("u64")).contains(new BigDecimal("18446744073709551615"));
            assertThat(store.query(Query.of("edge_cases")
                                    .where(Filter.where("u64").gt(new BigDecimal("18446744073709551614"))))
                            .entries())
                    .hasSize(1);
        }
    }

    @Test
    void open_again_givesTheSameRevisionsAndFindings() {
        Path file = marcus();
        Map<String, List<Entry>> first;
        List<Finding> findings;
        try (Store store = open(file)) {
            first = everything(store);
            findings = store.adoptionReport().findings();
        }
        try (Store store = open(file)) {
            assertThat(everything(store)).isEqualTo(first);
            assertThat(store.adoptionReport().findings()).isEqualTo(findings);
            assertThat(store.adoptionReport().adopted()).isZero();
            assertThat(store.store("events", "next", Document.empty()).revision())
                    .isEqualTo(886);
        }
    }

    @Test
    void open_whileAnotherStoreHasItOpen_showsBothTheSame() {
        Path file = marcus();
        try (Store one = open(file);
                Store other = open(file)) {
            assertThat(everything(other)).isEqualTo(everything(one));
            Entry stored = one.store("events", "from one", Document.empty());
            assertThat(other.retrieve("events", "from one")).contains(stored);
            assertThat(other.store("events", "from other", Document.empty()).revision())
                    .isGreaterThan(stored.revision());
            assertThat(one.first(Query.of("events")).orElseThrow().key()).isEqualTo("from other");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-01T12:00:00.123456+00:00, 2026-10-01T12:00:00.123456Z",
        "2026-10-01T12:00:00+00:00, 2026-10-01T12:00:00Z",
        "2026-10-01T14:00:00.5+02:00, 2026-10-01T12:00:00.5Z",
        "2026-10-01T12:00:00.123456, 2026-10-01T12:00:00.123456Z",
        "2026-10-01T12:00:00, 2026-10-01T12:00:00Z",
        "2026-10-01T12:00:00.999999Z, 2026-10-01T12:00:00.999999Z",
        "2026-10-01 12:00:00, 2026-10-01T12:00:00Z",
        "2026-10-01 12:00:00.000001, 2026-10-01T12:00:00.000001Z",
        "1969-12-31 23:59:59, 1969-12-31T23:59:59Z",
        "1969-12-31T23:59:59.999999, 1969-12-31T23:59:59.999999Z",
        "0001-01-01 00:00:00, 0001-01-01T00:00:00Z"
    })
    void retrieve_everyFormOfStoreTime_isUnderstood(String text, Instant time) throws SQLException {
        Path file = MarcusFiles.emptyMarcus(directory);
        String insert = "INSERT INTO persistence VALUES ('c', ?, '{}', ?)";
        update(file, insert, "before", text);
        try (Store store = open(file)) {
            update(
                    file,
                    "INSERT INTO persistence (collection, key, data, stored_at) VALUES ('c', 'after', '{}', ?)",
                    text);
            assertThat(store.retrieve("c", "before").orElseThrow().storedAt()).isEqualTo(time);
            assertThat(store.retrieve("c", "after").orElseThrow().storedAt()).isEqualTo(time);
            assertThat(store.clearOld("c", time)).isZero();
            assertThat(store.clearOld("c", time.plusNanos(1000))).isEqualTo(2);
        }
    }

    @Test
    void retrieve_rowsWithoutATime_haveThatOfTheFile() throws Exception {
        Path file = MarcusFiles.emptyMarcus(directory);
        execute(file, "INSERT INTO persistence VALUES ('c', 'none', '{}', NULL), ('c', 'odd', '{}', 'yesterday')");
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        Files.setLastModifiedTime(file, FileTime.from(then));
        try (Store store = open(file)) {
            assertThat(store.retrieve("c", "none").orElseThrow().storedAt()).isEqualTo(then);
            assertThat(store.retrieve("c", "odd").orElseThrow().storedAt()).isEqualTo(then);
        }
    }

    @Test
    void adoptionReport_rowsThatAreNoText_areListedAndLeft() throws SQLException {
        Path file = directory.resolve("loose.db");
        execute(
                file,
                "CREATE TABLE persistence (collection TEXT, key TEXT, data TEXT, stored_at TIMESTAMP,"
                        + " PRIMARY KEY (collection, key))",
                "INSERT INTO persistence VALUES ('c', 'blob', x'7b7d', NULL), ('c', 'null', NULL, NULL),"
                        + " ('c', NULL, '{}', NULL), ('c', x'61', '{}', NULL), ('c', CAST(x'ff61' AS TEXT), '{}', NULL),"
                        + " ('c', 'list', '[1]', NULL), ('a b', 'k', '{}', NULL), ('c', 'good', '{}', NULL)");
        List<List<String>> raw = rows(file, "SELECT quote(key), quote(data) FROM persistence ORDER BY rowid");
        try (Store store = open(file)) {
            assertThat(store.adoptionReport().findings()).hasSize(7);
            assertThat(store.query(Query.of("c")).entries())
                    .extracting(Entry::key)
                    .containsExactly("good");
            assertThat(store.collections()).containsExactly("c");
            assertThatThrownBy(() -> store.store("c", "blob", Document.empty()))
                    .isInstanceOf(DamagedEntryException.class);
        }
        assertThat(rows(file, "SELECT quote(key), quote(data) FROM persistence ORDER BY rowid"))
                .isEqualTo(raw);
    }
}

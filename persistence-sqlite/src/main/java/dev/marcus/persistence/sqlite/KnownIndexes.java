package dev.marcus.persistence.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The indexes that queries can use: those that are declared and that SQLite has. Known anew when the schema has changed,
 * which any process may have done at any moment; to look costs as much as a short query, and so is done now and then. For
 * any thread.
 */
final class KnownIndexes {
    private static final long FRESH_NANOS = 10_000_000;

    private volatile Version version = new Version(Long.MIN_VALUE, Map.of());
    private volatile long lookedAt = System.nanoTime() - FRESH_NANOS;

    private record Version(long schema, Map<String, List<PhysicalIndex>> indexes) {
        private List<PhysicalIndex> of(String collection) {
            return indexes.getOrDefault(collection, List.of());
        }
    }

    /** Something read with the help of indexes. */
    interface Reading<T> {
        T with(List<PhysicalIndex> indexes) throws SQLException;
    }

    /** Reads with the indexes that were there a moment ago; if one of them has been dropped since, with those that are left. */
    <T> T read(String collection, Readers.Reader reader, Reading<T> reading) throws SQLException {
        boolean fresh = System.nanoTime() - lookedAt < FRESH_NANOS;
        Version used = fresh ? version : current(reader);
        try {
            return reading.with(used.of(collection));
        } catch (SQLException e) {
            Version now = current(reader);
            if (now.schema == used.schema) {
                throw e;
            }
            reader.forgetPrepared();
            return reading.with(now.of(collection));
        }
    }

    /** Reads with the indexes that are there. */
    <T> T readFresh(String collection, Readers.Reader reader, Reading<T> reading) throws SQLException {
        current(reader);
        return read(collection, reader, reading);
    }

    /** Has the next reading look again, because an index was just made or dropped here. */
    void forget() {
        lookedAt = System.nanoTime() - FRESH_NANOS;
    }

    private Version current(Readers.Reader reader) throws SQLException {
        Version known = version;
        long now = System.nanoTime();
        long schema = reader.schemaVersion();
        if (known.schema != schema) {
            known = new Version(schema, indexes(reader));
            version = known;
        }
        lookedAt = now;
        return known;
    }

    private static Map<String, List<PhysicalIndex>> indexes(Readers.Reader reader) throws SQLException {
        Map<String, List<PhysicalIndex>> indexes = new HashMap<>();
        Set<String> present = PhysicalIndexes.present(reader.connection());
        for (PhysicalIndex index : PhysicalIndexes.declared(reader.connection())) {
            if (index.isPossible() && present.containsAll(index.definitions().keySet())) {
                indexes.computeIfAbsent(index.collection(), c -> new ArrayList<>())
                        .add(index);
            }
        }
        return indexes;
    }
}

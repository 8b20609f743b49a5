package dev.marcus.persistence.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The indexes that queries can use: those that are declared and that SQLite has. Known anew when the schema has changed,
 * which any process may have done. For any thread.
 */
final class KnownIndexes {
    private volatile Version version = new Version(Long.MIN_VALUE, Map.of());

    private record Version(long schema, Map<String, List<PhysicalIndex>> indexes) {}

    /** Returns the indexes of the collection as the connection sees them. */
    List<PhysicalIndex> of(String collection, Readers.Reader reader) throws SQLException {
        Version known = version;
        long schema = reader.schemaVersion();
        if (known.schema != schema) {
            known = new Version(schema, read(reader));
            version = known;
        }
        return known.indexes.getOrDefault(collection, List.of());
    }

    private static Map<String, List<PhysicalIndex>> read(Readers.Reader reader) throws SQLException {
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

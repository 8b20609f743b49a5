package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Index;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The indexes of the store as this process knows them. What another process made is known a little later, which costs
 * nothing but time: an index never changes an answer. For any number of threads.
 */
final class KnownIndexes {
    private static final String READ = "SELECT i.number, i.scope, i.expressions, e.key, e.data FROM indexes i"
            + " JOIN entries e ON e.collection = '" + Index.COLLECTION + "' AND e.key = i.key";
    private static final long FRESH_NANOS = 200_000_000;

    private record Known(long at, Map<String, List<PhysicalIndex>> byCollection) {}

    private volatile Known known = new Known(System.nanoTime() - 2 * FRESH_NANOS, Map.of());

    /** Returns the indexes of the collection. */
    List<PhysicalIndex> of(String collection, Connection connection) throws SQLException {
        Known last = known;
        if (System.nanoTime() - last.at > FRESH_NANOS) {
            last = new Known(System.nanoTime(), read(connection));
            known = last;
        }
        return last.byCollection.getOrDefault(collection, List.of());
    }

    /** Has them read again, as one was made or dropped. */
    void forget() {
        known = new Known(System.nanoTime() - 2 * FRESH_NANOS, Map.of());
    }

    /** Reads the indexes of all collections. */
    static Map<String, List<PhysicalIndex>> read(Connection connection) throws SQLException {
        Map<String, List<PhysicalIndex>> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(READ);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Index.Declared declared = Index.Declared.of(rows.getString(4), Document.parse(rows.getString(5)));
                String[] expressions = (String[]) rows.getArray(3).getArray();
                PhysicalIndex index =
                        PhysicalIndex.of(rows.getLong(1), declared.index(), rows.getString(2), List.of(expressions));
                found.computeIfAbsent(declared.collection(), name -> new ArrayList<>())
                        .add(index);
            }
        }
        return found;
    }
}

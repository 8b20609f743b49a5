package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The indexes as the writer sees them inside a transaction: what is defined is made, what is not any more is dropped, and the
 * unique ones are asked. The definitions are read again whenever they may have changed, also by other processes; a
 * transaction in which they change remembers nothing of them.
 */
final class WriterIndexes {
    private static final long UNKNOWN = -1;

    private final Connection connection;
    private final PreparedStatement selectLastChange;
    private Map<String, List<PhysicalIndex>> indexes = Map.of();
    private Set<String> present = Set.of();
    private long knownAt = UNKNOWN;
    private boolean checked;
    private boolean changing;

    WriterIndexes(Connection connection) throws SQLException {
        this.connection = connection;
        selectLastChange = PhysicalIndexes.selectLastChange(connection);
    }

    /** Begins a transaction. */
    void begin() {
        checked = false;
        if (changing) {
            knownAt = UNKNOWN;
            changing = false;
        }
    }

    /** Begins a commit; the one before may have been taken back. */
    void nextCommit() {
        checked &= !changing;
    }

    /** Makes the index that was defined; everything that it is to hold has been written. */
    void define(Entry entry) throws SQLException {
        PhysicalIndex index = PhysicalIndex.of(Index.Declared.of(entry.key(), entry.document()));
        PhysicalIndexes.drop(connection, index);
        PhysicalIndexes.make(connection, index);
        change();
    }

    /** Drops the indexes whose definitions are gone. */
    void dropUndefined() throws SQLException {
        PhysicalIndexes.adjust(connection);
        change();
    }

    private void change() {
        changing = true;
        checked = false;
        knownAt = UNKNOWN;
    }

    /** Returns the unique indexes of the collection. */
    List<Index> unique(String collection) {
        try {
            return of(collection).stream().map(PhysicalIndex::index).toList();
        } catch (SQLException e) {
            throw new SqlTarget.Failure(e);
        }
    }

    private List<PhysicalIndex> of(String collection) throws SQLException {
        if (!checked) {
            long now = lastChange();
            if (changing || now != knownAt) {
                read();
                knownAt = changing ? UNKNOWN : now;
            }
            checked = true;
        }
        return indexes.getOrDefault(collection, List.of());
    }

    private long lastChange() throws SQLException {
        try (ResultSet row = selectLastChange.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void read() throws SQLException {
        Map<String, List<PhysicalIndex>> unique = new HashMap<>();
        for (PhysicalIndex index : PhysicalIndexes.declared(connection)) {
            if (index.index().kind() == Index.Kind.UNIQUE) {
                unique.computeIfAbsent(index.collection(), c -> new ArrayList<>())
                        .add(index);
            }
        }
        indexes = unique;
        present = unique.isEmpty() ? Set.of() : PhysicalIndexes.present(connection);
    }

    /** Returns the key of another entry that has these values, or null. */
    @Nullable
    String sameValues(String collection, Index index, List<Object> values, String key) throws SQLException {
        for (PhysicalIndex candidate : of(collection)) {
            if (candidate.index().equals(index)) {
                return sameValues(candidate, values, key);
            }
        }
        return null;
    }

    private @Nullable String sameValues(PhysicalIndex index, List<Object> values, String key) throws SQLException {
        List<Filter> equal = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            equal.add(new Filter.Compare(index.index().paths().get(i), Filter.Operator.EQ, values.get(i)));
        }
        boolean served = present.contains(index.name());
        FilterSql filters = new FilterSql(served ? index.paths() : Map.of(), search -> new Sql("1"), false);
        Sql sql = new Sql("SELECT " + Rows.COLUMNS + " FROM persistence" + (served ? " INDEXED BY " + index.name() : "")
                + " WHERE " + index.scope() + " AND ");
        sql.add(filters.of(new Filter.And(equal)).may());
        try (PreparedStatement statement = connection.prepareStatement(sql.text());
                PreparedStatement odd = connection.prepareStatement(OddNames.ROWS)) {
            sql.bindTo(statement);
            odd.setString(1, index.collection());
            String found = sameValues(index, statement, values, key);
            return found != null ? found : sameValues(index, odd, values, key);
        }
    }

    private static @Nullable String sameValues(
            PhysicalIndex index, PreparedStatement candidates, List<Object> values, String key) throws SQLException {
        List<Object> wanted = normalised(values);
        try (ResultSet rows = candidates.executeQuery()) {
            while (rows.next()) {
                if (key.equals(rows.getString(1))) {
                    continue;
                }
                Entry entry = Rows.entry(index.collection(), rows);
                List<Object> found = index.index().uniqueValues(entry);
                if (found != null && normalised(found).equals(wanted)) {
                    return entry.key();
                }
            }
        }
        return null;
    }

    /** Returns the keys of two entries that have the same values; none if there are no such. */
    List<String> duplicates(String collection, Index index) throws SQLException {
        String rows = "SELECT " + Rows.COLUMNS + " FROM persistence WHERE collection = ? AND revision IS NOT NULL";
        Map<List<Object>, String> keys = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(rows)) {
            statement.setString(1, collection);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Entry entry = Rows.entry(collection, row);
                    List<Object> values = index.uniqueValues(entry);
                    String other = values == null ? null : keys.putIfAbsent(normalised(values), entry.key());
                    if (other != null) {
                        return List.of(other, entry.key());
                    }
                }
            }
        }
        return List.of();
    }

    /** Returns the values in the one form that equal ones have. */
    private static List<Object> normalised(List<Object> values) {
        return values.stream()
                .map(value -> value instanceof Number number ? Group.normalised(number) : value)
                .toList();
    }
}

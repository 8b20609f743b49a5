package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Index;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for entries with the same values, in the transaction that holds the lock. */
final class UniqueSql {
    private final WriterConnection writer;

    UniqueSql(WriterConnection writer) {
        this.writer = writer;
    }

    /**
     * Returns the key of another entry with these values, or null.
     *
     * @param physical the index as the server has it; null if it is only being made
     */
    @Nullable
    String sameValues(String collection, Index index, @Nullable PhysicalIndex physical, List<Object> values, String key)
            throws SQLException {
        String found = byServer(collection, index, physical, values, key);
        if (found != null) {
            return found;
        }
        for (Entry entry : withoutFields(collection)) {
            List<Object> others = index.uniqueValues(entry);
            if (others != null && !entry.key().equals(key) && areSame(values, others)) {
                return entry.key();
            }
        }
        return null;
    }

    private @Nullable String byServer(
            String collection, Index index, @Nullable PhysicalIndex physical, List<Object> values, String key)
            throws SQLException {
        List<FieldSql> fields = fields(index, physical);
        Sql same = new Sql();
        for (int i = 0; i < fields.size(); i++) {
            Object bound = fields.get(i).bound(values.get(i));
            if (bound == null) {
                return null;
            }
            same.add(" AND ").add(fields.get(i).sortKey()).add(" = ").bind(bound);
        }
        same.add(" AND key <> ").bind(key);
        if (physical == null) {
            return firstText(rows(collection).add(same).add(" LIMIT 1"));
        }
        String select = "SELECT key FROM entries WHERE ";
        return firstText(new Sql(select)
                .add(physical.rows())
                .add(same)
                .add(" UNION ALL ")
                .add(select)
                .add(physical.longRows())
                .add(same)
                .add(" LIMIT 1"));
    }

    private static List<FieldSql> fields(Index index, @Nullable PhysicalIndex physical) {
        return physical != null
                ? physical.fields()
                : index.paths().stream().map(FieldSql::of).toList();
    }

    private static Sql rows(String collection) {
        return new Sql("SELECT key FROM entries WHERE collection = ")
                .bind(collection)
                .add(" AND fields IS NOT NULL");
    }

    private static boolean areSame(List<Object> values, List<Object> others) {
        for (int i = 0; i < values.size(); i++) {
            boolean same = values.get(i) instanceof Number a && others.get(i) instanceof Number b
                    ? Numbers.compare(a, b) == 0
                    : values.get(i).equals(others.get(i));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Returns the keys of two entries with the same values; none if there are no such. */
    List<String> duplicates(String collection, Index index) throws SQLException {
        Sql sql = new Sql("SELECT min(key), max(key) FROM entries WHERE collection = ").bind(collection);
        sql.add(" AND fields IS NOT NULL");
        Sql groups = new Sql();
        for (FieldSql field : fields(index, null)) {
            if (field.place() == FieldSql.Place.DOCUMENT) {
                sql.add(" AND ").add(field.sortKey()).add(" >= '" + SortKey.FALSE + "'");
                sql.add(" AND ").add(field.sortKey()).add(" < '" + SortKey.CONTAINER + "'");
            }
            groups.add(groups.is("") ? "" : ", ").add(field.sortKey());
        }
        sql.add(" GROUP BY ").add(groups).add(" HAVING count(*) > 1 LIMIT 1");
        PreparedStatement statement = writer.prepared(sql.text());
        sql.bindTo(statement);
        try (ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                return List.of(row.getString(1), row.getString(2));
            }
        }
        for (Entry entry : withoutFields(collection)) {
            List<Object> values = index.uniqueValues(entry);
            String other = values == null ? null : sameValues(collection, index, null, values, entry.key());
            if (other != null) {
                return List.of(entry.key(), other);
            }
        }
        return List.of();
    }

    private List<Entry> withoutFields(String collection) throws SQLException {
        Sql sql = new Sql("SELECT " + Rows.COLUMNS + " FROM entries WHERE collection = ").bind(collection);
        sql.add(" AND fields IS NULL");
        PreparedStatement statement = writer.prepared(sql.text());
        sql.bindTo(statement);
        List<Entry> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(Rows.entry(collection, rows));
            }
        }
        return found;
    }

    private @Nullable String firstText(Sql sql) throws SQLException {
        PreparedStatement statement = writer.prepared(sql.text());
        sql.bindTo(statement);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}

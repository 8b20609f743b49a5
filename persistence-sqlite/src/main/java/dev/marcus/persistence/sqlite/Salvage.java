package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a damaged database what can be read: the numbers of the rows from the table and its indexes, each from both ends
 * up to the damage, and then every row by itself, also those between the known ones.
 */
final class Salvage {
    private static final long MOST_BETWEEN = 10_000_000;
    private static final List<String> WALKS = List.of(
            "NOT INDEXED ORDER BY rowid",
            "NOT INDEXED ORDER BY rowid DESC",
            "INDEXED BY sqlite_autoindex_persistence_1 ORDER BY collection, key",
            "INDEXED BY sqlite_autoindex_persistence_1 ORDER BY collection DESC, key DESC",
            "INDEXED BY persistence_newest ORDER BY collection, stored_us DESC, revision DESC",
            "INDEXED BY persistence_newest ORDER BY collection DESC, stored_us, revision");

    private final Connection connection;
    private final boolean ours;
    private final boolean summed;
    private final NavigableSet<Long> ids = new TreeSet<>();
    private final Map<Long, List<String>> names = new HashMap<>();

    Salvage(Connection connection) {
        this.connection = connection;
        ours = !first("SELECT count(revision) + count(stored_us) FROM (SELECT * FROM persistence LIMIT 0)")
                .isEmpty();
        summed = !first("SELECT count(crc) FROM (SELECT * FROM persistence LIMIT 0)")
                .isEmpty();
        for (String walk : WALKS) {
            each("SELECT rowid FROM persistence " + walk, row -> ids.add(row.getLong(1)));
        }
        each(
                "SELECT rowid, collection, key FROM persistence INDEXED BY sqlite_autoindex_persistence_1",
                row -> names.put(
                        row.getLong(1), List.of(String.valueOf(row.getString(2)), String.valueOf(row.getString(3)))));
    }

    /** What is done with one row. */
    interface Row {
        void at(ResultSet row) throws SQLException;
    }

    /** Says whether the rows have a revision and a time of ours. */
    boolean isOurs() {
        return ours;
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    /** Hands over each row up to the first that cannot be read. */
    private void each(String sql, Row what) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                what.at(rows);
            }
        } catch (SQLException damaged) {
            // what lies behind is looked for in the other ways
        }
    }

    /** Returns the values of the first row as text, or nothing if it cannot be read. */
    List<@Nullable String> first(String sql) {
        List<@Nullable String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (row.next()) {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(row.getString(i));
                }
            }
        } catch (SQLException damaged) {
            values.clear();
        }
        return values;
    }

    /** Hands over every change counter of a collection that can be read. */
    void changes(Row what) {
        each("SELECT collection, revision FROM persistence_collections NOT INDEXED", what);
        each("SELECT collection, revision FROM persistence_collections NOT INDEXED ORDER BY rowid DESC", what);
    }

    /**
     * Hands over every row that can be read, in the columns of {@link RowCheck} with revision, microseconds and checksum
     * behind them, and returns the numbers of those that are known to have been there and cannot.
     *
     * @throws SQLException if a row was read and could not be kept
     */
    List<Long> rows(Row what) throws SQLException {
        List<Long> lost = new ArrayList<>();
        if (ids.isEmpty()) {
            return lost;
        }
        boolean dense = ids.last() - ids.first() <= MOST_BETWEEN;
        for (Long id = ids.first(); id != null; id = dense ? after(id) : ids.higher(id)) {
            if (!row(id, what)) {
                lost.add(id);
            }
        }
        return lost;
    }

    private @Nullable Long after(long id) {
        return id < ids.last() ? Long.valueOf(id + 1) : null;
    }

    /** Returns false if the row is there, or was, and cannot be read. A statement that failed is not used again. */
    private boolean row(long id, Row what) throws SQLException {
        String columns =
                RowCheck.COLUMNS + (ours ? ", revision, stored_us" : ", NULL, NULL") + (summed ? ", crc" : ", NULL");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + columns + " FROM persistence NOT INDEXED WHERE rowid = " + id)) {
            boolean found = row.next();
            if (found) {
                what.at(row);
            }
            return found || !ids.contains(id);
        } catch (SQLException e) {
            if (SqlErrors.isDamage(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the collection and key that an index knows for the row, if it does. */
    @Nullable
    List<String> namesOf(long id) {
        return names.get(id);
    }

    /** Returns the names of the tables that are not of a store. */
    List<String> foreignTables() {
        List<String> found = new ArrayList<>();
        each(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                        + " AND name NOT IN ('persistence', 'persistence_meta', 'persistence_collections',"
                        + " 'persistence_quarantine', 'persistence_tombstones') AND name NOT GLOB '"
                        + PhysicalIndex.PREFIX + "*'",
                row -> found.add(row.getString(1)));
        return found;
    }

    /** Hands over what an earlier repair set aside. */
    void quarantined(Row what) {
        each("SELECT collection, key, data, stored_at, stored_us, revision, reason FROM persistence_quarantine", what);
    }
}

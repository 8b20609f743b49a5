package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The tables. {@code persistence} is the one that other programs know; three columns and three tables are added to it, and
 * triggers that give what other programs write its place in the sequence of revisions, and leave a tombstone of what they
 * delete. While the store itself writes, the column {@code writer} is set and the triggers rest.
 */
final class Schema {
    private static final int FORMAT = 4;
    private static final Set<String> FOREIGN_COLUMNS = Set.of("collection", "key", "data", "stored_at");

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS persistence (collection TEXT NOT NULL,"
            + " key TEXT NOT NULL, data TEXT NOT NULL, stored_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,"
            + " PRIMARY KEY (collection, key))";

    /** New in format 2; rows from before have none. */
    private static final String ADD_CHECKSUM = "ALTER TABLE persistence ADD COLUMN crc INTEGER";

    /** New in format 4, as are the tombstones: the highest revision of a deletion that is not known any more. */
    private static final String ADD_HORIZON =
            "ALTER TABLE persistence_meta ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0";

    private static final String BY_REVISION =
            "CREATE INDEX IF NOT EXISTS persistence_by_revision ON persistence (revision)"
                    + " WHERE revision IS NOT NULL";

    private static final List<String> ADDITIONS = List.of(
            "ALTER TABLE persistence ADD COLUMN stored_us INTEGER",
            "ALTER TABLE persistence ADD COLUMN revision INTEGER",
            ADD_CHECKSUM,
            OddNames.INDEX,
            "CREATE INDEX persistence_newest ON persistence (collection, stored_us DESC, revision DESC)",
            "CREATE INDEX persistence_set_aside ON persistence (collection) WHERE revision IS NULL",
            "CREATE TABLE persistence_meta (id INTEGER PRIMARY KEY CHECK (id = 1), store_id TEXT NOT NULL,"
                    + " revision INTEGER NOT NULL, last_time INTEGER NOT NULL, writer INTEGER)",
            "CREATE TABLE persistence_collections (collection TEXT PRIMARY KEY, revision INTEGER NOT NULL)",
            ADD_HORIZON,
            Tombstones.TABLE,
            Tombstones.INDEX,
            BY_REVISION);

    private static final String FOREIGN = "(SELECT writer FROM persistence_meta) IS NULL";
    private static final String NEXT = "UPDATE persistence_meta SET revision = revision + 1; ";
    private static final String CURRENT = "(SELECT revision FROM persistence_meta)";
    /** The time without its fraction, which SQLite would round to milliseconds; the fraction comes back in MICROS. */
    private static final String WHOLE = "CASE WHEN substr(NEW.stored_at, 20, 1) = '.' THEN substr(NEW.stored_at, 1, 19)"
            + " || ltrim(substr(NEW.stored_at, 21), '0123456789') ELSE NEW.stored_at END";

    private static final String MICROS = "CASE WHEN substr(NEW.stored_at, 20, 1) = '.' THEN"
            + " CAST(CAST('0' || substr(NEW.stored_at, 20) AS REAL) * 1000000 + 0.01 AS INTEGER) ELSE 0 END";
    private static final String NOW = "CAST(strftime('%s', 'now') AS INTEGER) * 1000000";
    private static final String TIME =
            "coalesce(CAST(strftime('%s', " + WHOLE + ") AS INTEGER) * 1000000 + " + MICROS + ", " + NOW + ")";

    private static final String MOVED = "(OLD.collection IS NOT NEW.collection OR OLD.key IS NOT NEW.key)";

    /** A row that gets another name is a deletion and, at a revision of its own, an entry. */
    private static final String UPDATED =
            "CREATE TRIGGER persistence_updated AFTER UPDATE OF collection, key, data, stored_at ON persistence WHEN "
                    + FOREIGN + " BEGIN " + NEXT + changed("OLD") + deleted(MOVED)
                    + "UPDATE persistence_meta SET revision = revision + 1 WHERE " + MOVED
                    + "; UPDATE persistence SET revision = " + CURRENT
                    + ", crc = NULL, stored_us = " + TIME
                    + " WHERE rowid = NEW.rowid; " + changed("NEW") + "END";

    private static final List<String> TRIGGERS = List.of(
            "CREATE TRIGGER persistence_inserted AFTER INSERT ON persistence WHEN " + FOREIGN + " BEGIN " + NEXT
                    + "UPDATE persistence SET revision = " + CURRENT + ", stored_us = " + TIME
                    + " WHERE rowid = NEW.rowid; " + changed("NEW") + "END",
            UPDATED,
            "CREATE TRIGGER persistence_deleted AFTER DELETE ON persistence WHEN " + FOREIGN + " BEGIN " + NEXT
                    + changed("OLD") + deleted("1") + "END");

    private Schema() {}

    /** Without OR REPLACE, in whose place SQLite takes what the other program said, such as OR IGNORE. */
    private static String changed(String row) {
        return "DELETE FROM persistence_collections WHERE collection = " + row
                + ".collection; INSERT INTO persistence_collections VALUES (" + row + ".collection, " + CURRENT + "); ";
    }

    /** Leaves a tombstone of the old row if the condition holds; one that was set aside was never told of. */
    private static String deleted(String condition) {
        String where = " AND " + condition + "; ";
        return "DELETE FROM persistence_tombstones WHERE collection = OLD.collection AND key = OLD.key" + where
                + "INSERT INTO persistence_tombstones SELECT OLD.collection, OLD.key, revision, max(last_time, "
                + NOW + ") FROM persistence_meta WHERE OLD.revision IS NOT NULL" + where;
    }

    /** Writes the tables of a new store. */
    static void create(Connection connection) throws SQLException {
        upgrade(connection);
    }

    /** Checks that the database is a store or can become one. */
    static void check(Connection connection, DatabaseFile file) throws SQLException {
        int format = (int) number(connection, "PRAGMA user_version");
        if (format > FORMAT || format < 0) {
            throw new StorageException(file.path() + " has the format " + format
                    + ", which is newer than this version knows (expected: at most " + FORMAT
                    + "; open it with the version that wrote it). Nothing was changed.");
        }
        if (!text(connection, "PRAGMA encoding").equals("UTF-8")) {
            throw new StorageException(
                    file.path() + " is not encoded in UTF-8 (expected: UTF-8). Nothing was changed.");
        }
        Set<String> columns = columns(connection);
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!empty && !columns.containsAll(FOREIGN_COLUMNS)) {
            throw new ConfigurationException(
                    "PRS-108",
                    file.path() + " was written by another program: its table persistence "
                            + (columns.isEmpty() ? "is missing" : "has the columns " + columns)
                            + " (expected: collection, key, data, stored_at). Nothing was changed.",
                    null);
        }
    }

    /** Says whether the database has the columns and tables of a store. */
    static boolean isCurrent(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version") == FORMAT
                && number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'persistence_meta'") == 1;
    }

    /** Looks through all pages, which costs as much as reading the file. */
    static void checkPages(Connection connection, DatabaseFile file) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String answer = rows.next() ? rows.getString(1) : "no answer";
            if (!"ok".equals(answer)) {
                throw new CorruptionException(file.path() + " is damaged: " + answer
                        + "; it was left as it is (expected: an intact database; restore a backup or repair a copy)");
            }
        }
    }

    /** Adds what is missing; to be called inside a transaction. */
    static void upgrade(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (columns(connection).contains("revision")) {
                upgradeOlderFormat(connection, statement);
                return;
            }
            statement.executeUpdate(TABLE);
            for (String addition : ADDITIONS) {
                statement.executeUpdate(addition);
            }
            try (PreparedStatement meta =
                    connection.prepareStatement("INSERT INTO persistence_meta VALUES (1, ?, 0, ?, NULL, 0)")) {
                meta.setString(1, UUID.randomUUID().toString());
                meta.setLong(2, Times.micros(Entry.MIN_STORED_AT));
                meta.executeUpdate();
            }
            for (String trigger : TRIGGERS) {
                statement.executeUpdate(trigger);
            }
            statement.executeUpdate("PRAGMA user_version = " + FORMAT);
        }
    }

    private static void upgradeOlderFormat(Connection connection, Statement statement) throws SQLException {
        if (!columns(connection).contains("crc")) {
            statement.executeUpdate(ADD_CHECKSUM);
        }
        if (!columns(connection, "persistence_meta").contains("horizon")) {
            statement.executeUpdate(ADD_HORIZON);
        }
        for (String addition : List.of(OddNames.INDEX, Tombstones.TABLE, Tombstones.INDEX, BY_REVISION)) {
            statement.executeUpdate(addition);
        }
        statement.executeUpdate("UPDATE persistence_meta SET horizon = revision"); // nothing was kept of deletions
        for (String trigger : List.of("inserted", "updated", "deleted")) {
            statement.executeUpdate("DROP TRIGGER IF EXISTS persistence_" + trigger);
        }
        for (String trigger : TRIGGERS) {
            statement.executeUpdate(trigger);
        }
        statement.executeUpdate("PRAGMA user_version = " + FORMAT);
    }

    static long rows(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM persistence");
    }

    static String storeId(Connection connection) throws SQLException {
        return text(connection, "SELECT store_id FROM persistence_meta");
    }

    private static Set<String> columns(Connection connection) throws SQLException {
        return columns(connection, "persistence");
    }

    private static Set<String> columns(Connection connection, String table) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (rows.next()) {
                columns.add(rows.getString("name"));
            }
        }
        return columns;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getLong(1);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return String.valueOf(rows.getString(1));
        }
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/**
 * The tables of a store. They are made, and brought to the present format, in one transaction under a lock, so that of
 * several processes that open the store at once one does it.
 */
final class Schema {
    private static final int FORMAT = 1;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta (one boolean PRIMARY KEY DEFAULT true CHECK (one), format int NOT NULL,"
                    + " store_id text NOT NULL, revision bigint NOT NULL, last_us bigint NOT NULL,"
                    + " horizon bigint NOT NULL, indexes bigint NOT NULL, writer text NOT NULL, epoch bigint NOT NULL,"
                    + " groups bigint NOT NULL, base bigint NOT NULL, listened timestamptz NOT NULL)"
                    + " WITH (fillfactor = 10)",
            "CREATE TABLE entries (collection text COLLATE \"C\" NOT NULL, key text COLLATE \"C\" NOT NULL,"
                    + " data text NOT NULL, fields jsonb, stored_us bigint NOT NULL, revision bigint NOT NULL,"
                    + " crc bigint NOT NULL, PRIMARY KEY (collection, key))",
            "CREATE INDEX entries_by_revision ON entries (revision)",
            "CREATE INDEX entries_by_time ON entries (collection, stored_us, revision)",
            "CREATE INDEX entries_without_fields ON entries (collection) WHERE fields IS NULL",
            "CREATE TABLE tombstones (collection text COLLATE \"C\" NOT NULL, key text COLLATE \"C\" NOT NULL,"
                    + " revision bigint NOT NULL, deleted_us bigint NOT NULL, PRIMARY KEY (collection, key))",
            "CREATE INDEX tombstones_by_revision ON tombstones (revision)",
            "CREATE TABLE collections (name text COLLATE \"C\" PRIMARY KEY, revision bigint NOT NULL)"
                    + " WITH (fillfactor = 50)",
            "CREATE TABLE writers (id text PRIMARY KEY, groups bigint NOT NULL, base bigint NOT NULL,"
                    + " stored_us bigint NOT NULL, seen timestamptz NOT NULL, epoch bigint NOT NULL)",
            IndexDefinitions.TABLE,
            SortKey.NUMBER_FUNCTION,
            TextSearch.WORDS_FUNCTION);

    /** Asked of the catalog itself, as what the session remembers of names may be older than the lock. */
    private static final String SCHEMA_EXISTS = "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = ?)";

    private static final String TABLE_EXISTS = "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = 'meta')";

    private Schema() {}

    /** Makes the store if there is none, checks it, and returns its id. */
    static String prepare(Connection connection, Server server) throws SQLException {
        check(connection, server);
        if (!exists(connection, server)) {
            create(connection, server);
        }
        try (Statement statement = connection.createStatement();
                ResultSet meta = statement.executeQuery("SELECT format, store_id FROM meta")) {
            if (!meta.next() || meta.getInt(1) != FORMAT) {
                throw new ConfigurationException(
                        "PRS-108",
                        server + " has another format than " + FORMAT
                                + ", which this version knows (expected: a store of this version or an earlier one; use"
                                + " the newer version). Nothing was changed.",
                        null);
            }
            return String.valueOf(meta.getString(2));
        }
    }

    private static void check(Connection connection, Server server) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT current_setting('server_encoding'), current_setting('fsync'),"
                                + " current_setting('full_page_writes')")) {
            row.next();
            if (!"UTF8".equals(row.getString(1))) {
                throw new ConfigurationException(
                        "PRS-113",
                        server + ": the database is encoded in " + row.getString(1) + " (expected: UTF8)",
                        null);
            }
            if (!"on".equals(row.getString(2)) || !"on".equals(row.getString(3))) {
                throw new ConfigurationException(
                        "PRS-113",
                        server + ": the server runs with fsync = " + row.getString(2) + " and full_page_writes = "
                                + row.getString(3) + ", so that a loss of power loses commits (expected: both on)",
                        null);
            }
        }
    }

    private static boolean exists(Connection connection, Server server) throws SQLException {
        return isTrue(connection, TABLE_EXISTS, server);
    }

    private static boolean isTrue(Connection connection, String question, Server server) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, server.schema());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void create(Connection connection, Server server) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                PreparedStatement lock = connection.prepareStatement(
                        "SELECT pg_advisory_xact_lock(hashtextextended('dev.marcus.persistence.' || ?, 0))")) {
            lock.setString(1, server.schema());
            lock.execute();
            if (!exists(connection, server)) {
                if (!isTrue(connection, SCHEMA_EXISTS, server)) {
                    statement.execute("CREATE SCHEMA \"" + server.schema() + '"');
                }
                for (String table : TABLES) {
                    statement.execute(table);
                }
                try (PreparedStatement meta = connection.prepareStatement(
                        "INSERT INTO meta VALUES (true, ?, ?, 0, ?, 0, 0, '', 0, 0, 0, '-infinity')")) {
                    meta.setInt(1, FORMAT);
                    meta.setString(2, UUID.randomUUID().toString());
                    meta.setLong(3, Times.micros(Entry.MIN_STORED_AT));
                    meta.executeUpdate();
                }
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}

package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that read, one for each operation under way. Two for each core are kept for the next one; beyond these a
 * connection is opened when it is needed and closed afterwards, so that an operation never waits for another one, such as
 * a stream that the same thread holds open.
 */
final class Readers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Readers.class.getName());
    private static final String SELECT =
            "SELECT " + Rows.COLUMNS + " FROM persistence WHERE collection = ? AND key = ?";
    /** How many statements a connection keeps prepared: to compile one may cost more than to run it. */
    private static final int STATEMENTS = 32;

    private static final int IDLE = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final DatabaseFile file;
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
    private final Set<Reader> all = ConcurrentHashMap.newKeySet();

    /** A connection with the statement that every program needs. */
    static final class Reader {
        private final Connection connection;
        private final PreparedStatement select;
        private final PreparedStatement schemaVersion;
        private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, PreparedStatement> eldest) {
                if (size() > STATEMENTS) {
                    closeQuietly(eldest.getValue());
                    return true;
                }
                return false;
            }
        };

        private Reader(Connection connection) throws SQLException {
            this.connection = connection;
            select = connection.prepareStatement(SELECT);
            schemaVersion = connection.prepareStatement("PRAGMA schema_version");
        }

        PreparedStatement select() {
            return select;
        }

        Connection connection() {
            return connection;
        }

        /** Returns the statement, which stays prepared: to be run by one at a time, and left open. */
        PreparedStatement prepared(String sql) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            return statement;
        }

        /** Lets go of what stays prepared: the driver closes a statement that could not be run. */
        void forgetPrepared() {
            prepared.values().forEach(Readers::closeQuietly);
            prepared.clear();
        }

        /** Begins a transaction that reads: what follows is of one moment. */
        void begin() throws SQLException {
            prepared("BEGIN").execute();
        }

        /** Ends the transaction; nothing of it may still be running. */
        void end() throws SQLException {
            prepared("COMMIT").execute();
        }

        /** Returns a number that changes when an index is made or dropped, by whomever. */
        long schemaVersion() throws SQLException {
            try (ResultSet row = schemaVersion.executeQuery()) {
                return row.getLong(1);
            }
        }
    }

    Readers(DatabaseFile file) {
        this.file = file;
    }

    Reader take() throws SQLException {
        Reader reader = idle.pollFirst();
        if (reader == null) {
            reader = new Reader(file.reader());
            all.add(reader);
        }
        return reader;
    }

    void give(Reader reader) throws SQLException {
        if (idle.size() < IDLE) {
            idle.addFirst(reader);
        } else {
            drop(reader);
        }
    }

    /** Closes a connection that must not be used again. */
    void drop(Reader reader) throws SQLException {
        all.remove(reader);
        reader.connection.close();
    }

    private static void closeQuietly(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A statement could not be closed.", e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Reader reader : all) {
            drop(reader);
        }
    }
}

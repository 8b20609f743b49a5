package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that read, one for each operation under way. Two for each core are kept for the next one; beyond these a
 * connection is opened when it is needed and closed afterwards, so that an operation never waits for another one, such as
 * a stream that the same thread holds open.
 */
final class Readers implements AutoCloseable {
    private static final String SELECT =
            "SELECT " + Rows.COLUMNS + " FROM persistence WHERE collection = ? AND key = ?";
    private static final int IDLE = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final DatabaseFile file;
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
    private final Set<Reader> all = ConcurrentHashMap.newKeySet();

    /** A connection with the statement that every program needs. */
    static final class Reader {
        private final Connection connection;
        private final PreparedStatement select;

        private Reader(Connection connection) throws SQLException {
            this.connection = connection;
            select = connection.prepareStatement(SELECT);
        }

        PreparedStatement select() {
            return select;
        }

        PreparedStatement prepare(String sql) throws SQLException {
            return connection.prepareStatement(sql);
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

    @Override
    public void close() throws SQLException {
        for (Reader reader : all) {
            drop(reader);
        }
    }
}

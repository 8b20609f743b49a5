package dev.marcus.persistence.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * PostgreSQL as one would write it by hand: a table with the document as {@code jsonb} and its type in a column, an index
 * over type and time, a connection with prepared statements for each thread, which commits each statement.
 */
final class PostgresqlJdbc implements AutoCloseable {
    private final String url;
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();
    private final Map<Thread, Session> own = new ConcurrentHashMap<>();

    /** A connection with its statements. */
    private static final class Session {
        private final Connection connection;
        private final PreparedStatement put;
        private final PreparedStatement get;
        private final PreparedStatement newest;

        Session(String url) throws SQLException {
            connection = DriverManager.getConnection(url);
            put = connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?::jsonb, now())"
                    + " ON CONFLICT (key) DO UPDATE SET type = excluded.type, data = excluded.data,"
                    + " stored_at = excluded.stored_at");
            get = connection.prepareStatement("SELECT data, stored_at FROM events WHERE key = ?");
            newest = connection.prepareStatement(
                    "SELECT key, data, stored_at FROM events WHERE type = ? ORDER BY stored_at DESC LIMIT ?");
        }
    }

    PostgresqlJdbc(String url) throws SQLException {
        this.url = url;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE events (key text PRIMARY KEY, type text NOT NULL, data jsonb NOT NULL,"
                    + " stored_at timestamptz NOT NULL)");
            statement.execute("CREATE INDEX ON events (type, stored_at DESC)");
        }
    }

    private Session session() throws SQLException {
        Session mine = own.get(Thread.currentThread());
        if (mine == null) {
            mine = new Session(url);
            sessions.add(mine);
            own.put(Thread.currentThread(), mine);
        }
        return mine;
    }

    void put(String key, String type, String json) throws SQLException {
        PreparedStatement put = session().put;
        put.setString(1, key);
        put.setString(2, type);
        put.setString(3, json);
        put.executeUpdate();
    }

    Object get(String key) throws SQLException {
        PreparedStatement get = session().get;
        get.setString(1, key);
        try (ResultSet row = get.executeQuery()) {
            row.next();
            return List.of(row.getString(1), row.getTimestamp(2));
        }
    }

    List<Object> newest(String type, int limit) throws SQLException {
        PreparedStatement newest = session().newest;
        newest.setString(1, type);
        newest.setInt(2, limit);
        List<Object> found = new ArrayList<>();
        try (ResultSet rows = newest.executeQuery()) {
            while (rows.next()) {
                found.add(List.of(rows.getString(1), rows.getString(2), rows.getTimestamp(3)));
            }
        }
        return found;
    }

    /** Has what this thread puts from now on be committed together, or each put by itself. */
    void commitTogether(boolean together) throws SQLException {
        session().connection.setAutoCommit(!together);
    }

    void analyze() throws SQLException {
        try (Statement statement = session().connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
    }

    @Override
    public void close() throws SQLException {
        for (Session session : sessions) {
            session.connection.close();
        }
    }
}

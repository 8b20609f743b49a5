package dev.marcus.persistence.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The questions as one would ask SQLite by hand: an index on the expression, and statements prepared once. */
final class JdbcQuestions implements Questions {
    private static final String EVENTS = " FROM persistence WHERE collection = 'events'";
    private static final String FIGURES = "count(*), avg(json_extract(data, '$.data.progress'))" + EVENTS;
    /** The times are microseconds; see {@link TimedValue#newClock}. */
    private static final long MICROS_AN_HOUR = 3_600_000_000L;

    private final Connection connection;
    private final PreparedStatement newest;
    private final PreparedStatement count;
    private final PreparedStatement byType;
    private final PreparedStatement byHour;

    JdbcQuestions(Path directory) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size = -65536");
        }
        newest = connection.prepareStatement("SELECT key, data, stored_at" + EVENTS
                + " AND json_extract(data, '$.event_type') = ? ORDER BY stored_at DESC LIMIT ?");
        count = connection.prepareStatement("SELECT count(*)" + EVENTS
                + " AND json_extract(data, '$.source') = ? AND json_extract(data, '$.data.progress') >= " + PROGRESS);
        byType = connection.prepareStatement("SELECT json_extract(data, '$.event_type'), " + FIGURES
                + " GROUP BY json_extract(data, '$.event_type')");
        byHour = connection.prepareStatement(
                "SELECT stored_at / " + MICROS_AN_HOUR + ", " + FIGURES + " GROUP BY stored_at / " + MICROS_AN_HOUR);
    }

    @Override
    public void index() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX by_type ON persistence"
                    + " (collection, json_extract(data, '$.event_type'), stored_at DESC)");
            statement.execute("ANALYZE");
        }
    }

    /** An event as the caller gets it. */
    private record Row(String key, byte[] data, long storedAt) {}

    @Override
    public List<?> newest(String eventType, int limit) throws SQLException {
        newest.setString(1, eventType);
        newest.setInt(2, limit);
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = newest.executeQuery()) {
            while (rows.next()) {
                found.add(new Row(rows.getString(1), rows.getBytes(2), rows.getLong(3)));
            }
        }
        return found;
    }

    @Override
    public long countBySourceAndProgress(String source) throws SQLException {
        count.setString(1, source);
        try (ResultSet rows = count.executeQuery()) {
            return rows.getLong(1);
        }
    }

    @Override
    public int figuresByType() throws SQLException {
        return groups(byType);
    }

    @Override
    public int figuresByHour() throws SQLException {
        return groups(byHour);
    }

    private static int groups(PreparedStatement statement) throws SQLException {
        List<Object> groups = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                groups.add(List.of(rows.getObject(1), rows.getLong(2), rows.getDouble(3)));
            }
        }
        return groups.size();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

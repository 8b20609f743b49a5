package dev.marcus.persistence.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The connection that writes, registered under the name of the writer. Each group of commits leaves its number with the
 * name, in the same transaction; so after a lost connection the next one reads whether the group was committed. Whoever
 * registers anew takes the name away from the connection before: what that still had under way comes to nothing, or has
 * ended before the number is read.
 */
final class WriterConnection implements AutoCloseable {
    private static final String REGISTER = "INSERT INTO writers AS w VALUES (?, 1, 0, 0, 0, now())"
            + " ON CONFLICT (id) DO UPDATE SET epoch = w.epoch + 1, seen = now()"
            + " RETURNING epoch, groups, base, stored_us";
    /** A process that has written nothing for so long is registered again if it does. */
    private static final String FORGET = "DELETE FROM writers WHERE seen < now() - interval '30 days' AND id <> ?";

    private final String name;
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final long epoch;
    private final Written last;

    /**
     * A group of commits that was written.
     *
     * @param number counted from 1 by this writer; 0 for none
     * @param base the last revision before it
     * @param storedUs the store time of what it wrote
     */
    record Written(long number, long base, long storedUs) {}

    private WriterConnection(String name, Connection connection) throws SQLException {
        this.name = name;
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
            statement.execute("SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') = 'off'");
        }
        PreparedStatement register = prepared(REGISTER);
        register.setString(1, name);
        try (ResultSet row = register.executeQuery()) {
            row.next();
            epoch = row.getLong(1);
            last = new Written(row.getLong(2), row.getLong(3), row.getLong(4));
        }
        PreparedStatement forget = prepared(FORGET);
        forget.setString(1, name);
        forget.executeUpdate();
    }

    static WriterConnection open(Server server, String name) throws SQLException {
        Connection connection = server.connect();
        try {
            return new WriterConnection(name, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns what was the last group written under the name when this was opened. */
    Written last() {
        return last;
    }

    String name() {
        return name;
    }

    /** Returns how often somebody has registered under the name, this time included. */
    long epoch() {
        return epoch;
    }

    /** Returns the statement, which is prepared once; it is not to be closed. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    Connection connection() {
        return connection;
    }

    /** Runs a statement that is run seldom. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Takes the name out, as nobody will ask for it again. */
    void forget() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM writers WHERE id = ?")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

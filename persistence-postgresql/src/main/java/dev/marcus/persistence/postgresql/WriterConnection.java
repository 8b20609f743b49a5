package dev.marcus.persistence.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connection that writes. Each group of commits leaves the name of its writer and its number in the one row of the
 * store, in the same transaction; who writes next moves the name and number of another aside. So after a lost connection
 * the next one reads whether the group was committed. It first takes that row, and the place of the connection before: what
 * that one still had under way has ended by then, or comes to nothing.
 */
final class WriterConnection implements AutoCloseable {
    private static final String LAST = "SELECT writer, groups, base, last_us FROM meta FOR UPDATE";
    private static final String TAKE_PLACE = "UPDATE meta SET epoch = ? WHERE writer = ?";
    private static final String TAKE_PLACE_ASIDE = "INSERT INTO writers VALUES (?, 0, 0, 0, now(), ?) ON CONFLICT (id)"
            + " DO UPDATE SET epoch = EXCLUDED.epoch, seen = EXCLUDED.seen RETURNING groups, base, stored_us";
    /** The server keeps a plan for each: a group has another text for each number of rows. */
    private static final int MOST_PREPARED = 200;

    /** What nobody asked for in so long, nobody will. */
    private static final String FORGET = "DELETE FROM writers WHERE seen < now() - interval '30 days'";

    private final String name;
    private final long epoch;
    private final Connection connection;
    /** The one that was used longest ago first. */
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

    private final Written last;

    /**
     * A group of commits that was written.
     *
     * @param number counted from 1 by its writer; 0 for none
     * @param base the last revision before it
     * @param storedUs the store time of what it wrote
     */
    record Written(long number, long base, long storedUs) {}

    private WriterConnection(String name, long epoch, Connection connection) throws SQLException {
        this.name = name;
        this.epoch = epoch;
        this.connection = connection;
        run("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
        run("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        run("BEGIN");
        last = takePlace();
        run(FORGET);
        run("COMMIT");
    }

    /**
     * Opens it.
     *
     * @param name the name of the writer
     * @param epoch higher than that of the connection before under this name
     */
    static WriterConnection open(Server server, String name, long epoch) throws SQLException {
        Connection connection = server.connect();
        try {
            return new WriterConnection(name, epoch, connection);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private Written takePlace() throws SQLException {
        try (ResultSet row = prepared(LAST).executeQuery()) {
            row.next();
            if (row.getString(1).equals(name)) {
                Written written = new Written(row.getLong(2), row.getLong(3), row.getLong(4));
                PreparedStatement take = prepared(TAKE_PLACE);
                take.setLong(1, epoch);
                take.setString(2, name);
                take.executeUpdate();
                return written;
            }
        }
        PreparedStatement aside = prepared(TAKE_PLACE_ASIDE);
        aside.setString(1, name);
        aside.setLong(2, epoch);
        try (ResultSet row = aside.executeQuery()) {
            row.next();
            return new Written(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Returns the last group that was written under the name when this was opened. */
    Written last() {
        return last;
    }

    String name() {
        return name;
    }

    /** Returns the number of this connection among those under the name. */
    long epoch() {
        return epoch;
    }

    /** Returns the statement, which is prepared once as a rule; it is not to be closed, and to be used at once. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            forgetOneOfMany();
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    private void forgetOneOfMany() throws SQLException {
        if (prepared.size() == MOST_PREPARED) {
            Iterator<PreparedStatement> eldest = prepared.values().iterator();
            PreparedStatement forgotten = eldest.next();
            eldest.remove();
            forgotten.close();
        }
    }

    Connection connection() {
        return connection;
    }

    /** Runs the statements of a text on one way to the server, and returns the rows of one of them, counted from 0. */
    static ResultSet rows(PreparedStatement statements, int place) throws SQLException {
        statements.execute();
        for (int i = 0; i < place; i++) {
            statements.getMoreResults();
        }
        return statements.getResultSet();
    }

    /** Runs a statement that is run seldom. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a statement that may take as long as it likes, such as one that reads the whole table. */
    void runPatiently(String sql) throws SQLException {
        int millis = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, 0);
        try {
            run(sql);
        } catch (SQLException e) {
            limitAgain(millis, e);
            throw e;
        }
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    private void limitAgain(int millis, SQLException cause) {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of deletions for the feed, as the writer sees it: a row for each key that was deleted, which stays when the
 * key is stored again, so that a put pays nothing for it. The oldest go once they are older than is asked for; the highest
 * revision that went is the horizon.
 */
final class Tombstones {
    /** Made with the store; the triggers fill it for other programs. */
    static final String TABLE =
            "CREATE TABLE IF NOT EXISTS persistence_tombstones (collection TEXT NOT NULL, key TEXT NOT NULL,"
                    + " revision INTEGER NOT NULL, deleted_us INTEGER NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID";

    static final String INDEX = "CREATE INDEX IF NOT EXISTS persistence_deletions ON persistence_tombstones (revision)";

    /** So many go with each group of commits, and two more for each deletion in it, so that they go faster than they come. */
    private static final int DROPPED = 100;

    private final long keptMicros;
    private final PreparedStatement leave;
    private final PreparedStatement oldest;
    private final PreparedStatement drop;
    private final PreparedStatement raise;
    private int left;
    private long nextLook = Long.MIN_VALUE;

    Tombstones(Connection connection, Duration kept) throws SQLException {
        keptMicros = micros(kept);
        leave = connection.prepareStatement("INSERT OR REPLACE INTO persistence_tombstones VALUES (?, ?, ?, ?)");
        oldest = connection.prepareStatement(
                "SELECT revision, deleted_us FROM persistence_tombstones ORDER BY revision LIMIT ?");
        drop = connection.prepareStatement("DELETE FROM persistence_tombstones WHERE revision <= ?");
        raise = connection.prepareStatement("UPDATE persistence_meta SET horizon = max(horizon, ?)");
    }

    /** Returns the microseconds; of a time longer than there are store times, half of what fits. */
    private static long micros(Duration time) {
        long most = Long.MAX_VALUE / 2;
        return time.compareTo(Duration.ofMillis(most / 1000)) < 0 ? time.toMillis() * 1000 : most;
    }

    /** Begins a transaction. */
    void begin() {
        left = 0;
    }

    /** Notes that the key was deleted. */
    void leave(String collection, String key, long revision, Instant time) throws SQLException {
        leave.setString(1, collection);
        leave.setString(2, key);
        leave.setLong(3, revision);
        leave.setLong(4, Times.micros(time));
        leave.executeUpdate();
        left++;
    }

    /** Drops what is older than is asked for, at this time; not more than a few, and looks only when some may be. */
    void expire(Instant now) throws SQLException {
        long micros = Times.micros(now);
        if (micros < nextLook) {
            return;
        }
        int most = DROPPED + 2 * left;
        int found = 0;
        long last = 0;
        long next = micros;
        oldest.setInt(1, most);
        try (ResultSet rows = oldest.executeQuery()) {
            while (rows.next()) {
                next = rows.getLong(2);
                if (next > micros - keptMicros) {
                    break;
                }
                last = rows.getLong(1);
                found++;
                next = micros;
            }
        }
        nextLook = found == most ? micros : next + keptMicros;
        if (found > 0) {
            drop.setLong(1, last);
            drop.executeUpdate();
            raise.setLong(1, last);
            raise.executeUpdate();
        }
    }

    /** Forgets all deletions, and lets every follower begin again: the horizon is a new revision. */
    static void forget(Statement statement) throws SQLException {
        statement.executeUpdate("DELETE FROM persistence_tombstones");
        statement.executeUpdate("UPDATE persistence_meta SET revision = revision + 1, horizon = revision + 1");
    }
}

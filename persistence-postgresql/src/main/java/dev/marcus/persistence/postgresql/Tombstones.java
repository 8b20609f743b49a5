package dev.marcus.persistence.postgresql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * When what is kept of deletions goes: a row for each key that was deleted, which stays when the key is stored again, so
 * that a put pays nothing for it. The oldest go once they are older than is asked for; the highest revision that went is
 * the horizon of the feed.
 */
final class Tombstones {
    private static final String OLDEST = "SELECT revision, deleted_us FROM tombstones ORDER BY revision LIMIT ?";
    private static final String DROP = "DELETE FROM tombstones WHERE revision <= ?";
    private static final String RAISE = "UPDATE meta SET horizon = greatest(horizon, ?)";

    /** So many go with each group of commits, and two more for each deletion in it, so that they go faster than they come. */
    private static final int DROPPED = 100;

    private final long keptUs;
    private long nextLook = Long.MIN_VALUE;

    Tombstones(Duration kept) {
        long most = Long.MAX_VALUE / 2;
        keptUs = kept.compareTo(Duration.ofMillis(most / 1000)) < 0 ? kept.toMillis() * 1000 : most;
    }

    /** Says whether some may have to go by now. */
    boolean areDue(long nowUs) {
        return nowUs >= nextLook;
    }

    /** Drops what is older than is asked for, a few at most; in the transaction that holds the lock. */
    void expire(WriterConnection writer, long nowUs, int deletions) throws SQLException {
        int most = DROPPED + 2 * deletions;
        int found = 0;
        long last = 0;
        long next = nowUs;
        PreparedStatement oldest = writer.prepared(OLDEST);
        oldest.setInt(1, most);
        try (ResultSet rows = oldest.executeQuery()) {
            while (rows.next()) {
                next = rows.getLong(2);
                if (next > nowUs - keptUs) {
                    break;
                }
                last = rows.getLong(1);
                found++;
                next = nowUs;
            }
        }
        nextLook = found == most ? nowUs : next + keptUs;
        if (found > 0) {
            update(writer, DROP, last);
            update(writer, RAISE, last);
        }
    }

    private static void update(WriterConnection writer, String sql, long revision) throws SQLException {
        PreparedStatement statement = writer.prepared(sql);
        statement.setLong(1, revision);
        statement.executeUpdate();
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed after a revision, of one moment and in one statement: the entries by their revisions, and between them the
 * keys that were deleted and are not there.
 */
final class Feed {
    private static final String CHANGES =
            "SELECT 0 AS place, NULL AS key, NULL AS data, horizon AS stored_us, revision,"
                    + " 0 AS crc, NULL AS collection FROM meta"
                    + " UNION ALL (SELECT 1, key, data, stored_us, revision, crc, collection FROM entries WHERE revision > ?"
                    + " ORDER BY revision LIMIT ?)"
                    + " UNION ALL (SELECT 1, key, NULL, deleted_us, revision, 0, collection FROM tombstones t WHERE revision > ?"
                    + " AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.collection = t.collection AND e.key = t.key)"
                    + " ORDER BY revision LIMIT ?)"
                    + " ORDER BY place, revision";

    private Feed() {}

    /**
     * Returns the changes after the revision.
     *
     * @throws ChangesExpiredException if there may have been deletions after it that are not known any more
     */
    static ChangeBatch changes(Connection connection, long after, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHANGES)) {
            statement.setLong(1, after);
            statement.setLong(2, limit + 1L);
            statement.setLong(3, after == 0 ? Long.MAX_VALUE : after); // who has nothing has nothing to delete
            statement.setLong(4, limit + 1L);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                long newest = rows.getLong(5);
                long horizon = rows.getLong(4);
                if (after > 0 && after < horizon) {
                    throw ChangesExpiredException.tooLate(after, horizon);
                }
                return batch(rows, limit, newest);
            }
        }
    }

    private static ChangeBatch batch(ResultSet rows, int limit, long newest) throws SQLException {
        List<ChangedEntry> changes = new ArrayList<>();
        long reached = 0;
        while (rows.next()) {
            if (changes.size() == limit) {
                return new ChangeBatch(changes, reached, true);
            }
            ChangedEntry change = change(rows);
            changes.add(change);
            reached = change.revision();
        }
        return new ChangeBatch(changes, newest, false);
    }

    private static ChangedEntry change(ResultSet row) throws SQLException {
        String collection = row.getString(7);
        return row.getString(3) == null
                ? ChangedEntry.deleted(collection, row.getString(2), row.getLong(5))
                : ChangedEntry.of(Rows.entry(collection, row, 2));
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed after a revision, of one moment: the entries by their revisions, and between them the keys that were deleted
 * and are not there.
 */
final class Feed {
    private static final String MOMENT = "SELECT revision, horizon FROM persistence_meta";
    private static final String STORED = "SELECT " + Rows.COLUMNS + ", collection FROM persistence"
            + " INDEXED BY persistence_by_revision WHERE revision > ? ORDER BY revision";
    private static final String DELETED = "SELECT collection, key, revision FROM persistence_tombstones t"
            + " INDEXED BY persistence_deletions WHERE revision > ? AND NOT EXISTS (SELECT 1 FROM persistence p"
            + " WHERE p.collection = t.collection AND p.key = t.key AND p.revision IS NOT NULL) ORDER BY revision";

    private final long newest;
    private final ResultSet stored;
    private final ResultSet deleted;
    private @Nullable ChangedEntry nextStored;
    private @Nullable ChangedEntry nextDeleted;
    private long reached;

    private Feed(long newest, ResultSet stored, ResultSet deleted) throws SQLException {
        this.newest = newest;
        this.stored = stored;
        this.deleted = deleted;
        nextStored = readStored();
        nextDeleted = readDeleted();
    }

    /**
     * Returns the changes after the revision; the reader is in a transaction.
     *
     * @throws ChangesExpiredException if there may have been deletions after it that are not known any more
     * @throws DamagedEntryException if one of the changes is to a row that is no entry; nothing behind it is told until it
     *     is put right
     */
    static ChangeBatch changes(Readers.Reader reader, long after, int limit) throws SQLException {
        long newest;
        try (ResultSet moment = reader.prepared(MOMENT).executeQuery()) {
            newest = moment.getLong(1);
            long horizon = moment.getLong(2);
            if (after > 0 && after < horizon) {
                throw ChangesExpiredException.tooLate(after, horizon);
            }
        }
        PreparedStatement entries = reader.prepared(STORED);
        entries.setLong(1, after);
        PreparedStatement tombstones = reader.prepared(DELETED);
        tombstones.setLong(1, after == 0 ? Long.MAX_VALUE : after); // who has nothing has nothing to delete
        try (ResultSet stored = entries.executeQuery();
                ResultSet deleted = tombstones.executeQuery()) {
            return new Feed(newest, stored, deleted).batch(limit);
        }
    }

    private ChangeBatch batch(int limit) throws SQLException {
        List<ChangedEntry> changes = new ArrayList<>();
        for (ChangedEntry next = take(); next != null; next = take()) {
            if (changes.size() == limit) {
                return new ChangeBatch(changes, reached, true);
            }
            changes.add(checked(next));
            reached = next.revision();
        }
        return new ChangeBatch(changes, newest, false);
    }

    /** Refuses a revision that the order of the feed would hide. */
    private ChangedEntry checked(ChangedEntry change) {
        if (change.revision() <= reached || change.revision() > newest) {
            throw new DamagedEntryException(
                    change.collection(),
                    change.key(),
                    "its revision " + change.revision() + " is another's, too, or above " + newest
                            + ", the last one given",
                    null);
        }
        return change;
    }

    private @Nullable ChangedEntry take() throws SQLException {
        ChangedEntry entry = nextStored;
        ChangedEntry tombstone = nextDeleted;
        if (entry != null && (tombstone == null || entry.revision() <= tombstone.revision())) {
            nextStored = readStored();
            return entry;
        }
        nextDeleted = tombstone == null ? null : readDeleted();
        return tombstone;
    }

    /** Reads the next entry; other programs may have put rows under names that nobody can ask for. */
    private @Nullable ChangedEntry readStored() throws SQLException {
        while (stored.next()) {
            String collection = String.valueOf(stored.getString(6));
            if (Names.isCollection(collection)) {
                return ChangedEntry.of(Rows.entry(collection, stored));
            }
        }
        return null;
    }

    private @Nullable ChangedEntry readDeleted() throws SQLException {
        ChangedEntry found = null;
        while (found == null && deleted.next()) {
            found = deletion();
        }
        return found;
    }

    /** Returns the deletion; null if no entry can have its name, so that none was told as stored. */
    private @Nullable ChangedEntry deletion() throws SQLException {
        try {
            return ChangedEntry.deleted(
                    String.valueOf(deleted.getString(1)), String.valueOf(deleted.getString(2)), deleted.getLong(3));
        } catch (InvalidRequestException noEntry) {
            return null;
        }
    }
}

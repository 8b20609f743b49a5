package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.StoreTime;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Precondition;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that holds the lock of the store, so that nothing changes but by it. What commits look at is read at once
 * for all of a group; what they change is gathered, and written by one statement.
 */
final class LockedTarget implements CommitTarget {
    /**
     * On one way to the server. The table comes before the lock of the store for all, also for who makes an index and then
     * needs the table for itself.
     */
    private static final String LOCK =
            "BEGIN; LOCK TABLE entries IN %s MODE;" + " SELECT revision, last_us, indexes FROM meta FOR UPDATE";

    /** For all who make no index. Three statements, of which the last returns a row. */
    static final String LOCK_BESIDE = String.format(LOCK, "ROW EXCLUSIVE");

    private static final String LOCK_ALONE = String.format(LOCK, "SHARE ROW EXCLUSIVE");
    private static final String REVISIONS = "SELECT u.c, u.k, e.revision FROM unnest(?::text[], ?::text[]) AS u(c, k)"
            + " JOIN entries e ON e.collection = u.c AND e.key = u.k";
    private static final String LAST_CHANGES = "SELECT name, revision FROM collections WHERE name = ANY(?::text[])";
    private static final String OLDER =
            "SELECT key, stored_us, revision FROM entries WHERE collection = ? AND stored_us < ?"
                    + " ORDER BY stored_us, revision LIMIT ?";

    /**
     * An entry that may be old enough to go.
     *
     * @param key its key
     * @param storedUs its store time
     * @param place its revision, counted from the first one of this transaction
     */
    record Old(String key, long storedUs, long place) {}

    private record Name(String collection, String key) {}

    private final WriterConnection writer;
    private final GroupStatement statement;
    private final Map<Name, Long> revisions = new HashMap<>();
    private final Map<String, Long> lastChanges = new HashMap<>();
    private final IndexDefinitions definitions = new IndexDefinitions();
    private final UniqueSql unique;
    private final long base;
    private final long indexes;
    private final Instant time;
    private Map<String, List<PhysicalIndex>> known = Map.of();
    private Flush flush = () -> {};

    /** An error of the database on the way through the interface of the framework. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException sql;

        Failure(SQLException sql) {
            super(sql);
            this.sql = sql;
        }

        SQLException sql() {
            return sql;
        }
    }

    private LockedTarget(WriterConnection writer, GroupStatement statement, InstantSource clock, ResultSet row)
            throws SQLException {
        this.writer = writer;
        this.statement = statement;
        unique = new UniqueSql(writer);
        base = row.getLong(1);
        time = StoreTime.next(clock, Times.ofMicros(row.getLong(2)));
        indexes = row.getLong(3);
    }

    /** Begins the transaction and waits for the lock; it reads what was committed before that. */
    static LockedTarget lock(
            WriterConnection writer, GroupStatement statement, InstantSource clock, boolean makesIndexes)
            throws SQLException {
        PreparedStatement lock = writer.prepared(makesIndexes ? LOCK_ALONE : LOCK_BESIDE);
        try (ResultSet row = WriterConnection.rows(lock, 2)) {
            row.next();
            return new LockedTarget(writer, statement, clock, row);
        }
    }

    /** Returns the time of the transaction, which need not be given to any entry. */
    Instant time() {
        return time;
    }

    /** Returns the state of the indexes. */
    long indexes() {
        return indexes;
    }

    /** Reads what these will look at. */
    void read(List<Request> group) throws SQLException {
        List<String> collections = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        for (Request request : group) {
            for (Precondition precondition : request.commit().preconditions()) {
                if (precondition instanceof Precondition.Absent absent) {
                    collections.add(absent.collection());
                    keys.add(absent.key());
                } else if (precondition instanceof Precondition.AtRevision at) {
                    collections.add(at.collection());
                    keys.add(at.key());
                } else if (precondition instanceof Precondition.Unchanged collection) {
                    unchanged.add(collection.collection());
                }
            }
            for (Change change : request.commit().changes()) {
                if (change instanceof Change.Delete delete) {
                    collections.add(delete.collection());
                    keys.add(delete.key());
                }
            }
        }
        if (!keys.isEmpty()) {
            readRevisions(collections, keys);
        }
        if (!unchanged.isEmpty()) {
            readLastChanges(unchanged);
        }
    }

    private void readRevisions(List<String> collections, List<String> keys) throws SQLException {
        for (int i = 0; i < keys.size(); i++) {
            revisions.put(new Name(collections.get(i), keys.get(i)), 0L);
        }
        PreparedStatement select = writer.prepared(REVISIONS);
        new Binding(writer.connection(), select).array("text", collections).array("text", keys);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                revisions.put(new Name(rows.getString(1), rows.getString(2)), rows.getLong(3));
            }
        }
    }

    private void readLastChanges(List<String> collections) throws SQLException {
        collections.forEach(collection -> lastChanges.put(collection, 0L));
        PreparedStatement select = writer.prepared(LAST_CHANGES);
        new Binding(writer.connection(), select).array("text", collections);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                lastChanges.put(rows.getString(1), rows.getLong(2));
            }
        }
    }

    @Override
    public long revisionOf(String collection, String key) {
        Name name = new Name(collection, key);
        if (!revisions.containsKey(name)) {
            reading(() -> readRevisions(List.of(collection), List.of(key)));
        }
        return revisions.getOrDefault(name, 0L);
    }

    @Override
    public long lastChange(String collection) {
        if (!lastChanges.containsKey(collection)) {
            reading(() -> readLastChanges(List.of(collection)));
        }
        return lastChanges.getOrDefault(collection, 0L);
    }

    /** Reads as many more as the commit has changed, since those are not what they were. */
    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        List<Old> found = statement.putsOlderThan(collection, Times.micros(cutoff));
        reading(() -> {
            PreparedStatement select = writer.prepared(OLDER);
            new Binding(writer.connection(), select)
                    .text(collection)
                    .number(Times.micros(cutoff))
                    .number((long) limit + statement.places());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (!statement.changes(collection, rows.getString(1))) {
                        found.add(new Old(rows.getString(1), rows.getLong(2), rows.getLong(3) - base));
                    }
                }
            }
        });
        return found.stream()
                .sorted(Comparator.comparingLong(Old::storedUs).thenComparingLong(Old::place))
                .limit(limit)
                .map(Old::key)
                .toList();
    }

    /** Writes what was gathered so far, so that the database can be asked what has come of it. */
    interface Flush {
        void run() throws SQLException;
    }

    /** Says which indexes there are, and how to write what was gathered. */
    void use(Map<String, List<PhysicalIndex>> indexesOfCollections, Flush writing) {
        known = indexesOfCollections;
        flush = writing;
    }

    /** Returns the definitions of indexes that changed. */
    IndexDefinitions definitions() {
        return definitions;
    }

    @Override
    public List<Index> uniqueIndexes(String collection) {
        return definitions.uniqueIndexes(collection, known.getOrDefault(collection, List.of()));
    }

    @Override
    public @Nullable String sameValues(String collection, Index index, List<Object> values, String key) {
        PhysicalIndex physical = known.getOrDefault(collection, List.of()).stream()
                .filter(candidate -> candidate.index().equals(index))
                .findFirst()
                .orElse(null);
        List<String> found = new ArrayList<>();
        reading(() -> {
            flush.run();
            String other = unique.sameValues(collection, index, physical, values, key);
            if (other != null) {
                found.add(other);
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public List<String> duplicates(String collection, Index index) {
        List<String> found = new ArrayList<>();
        reading(() -> {
            flush.run();
            found.addAll(unique.duplicates(collection, index));
        });
        return found;
    }

    private interface Reading {
        void run() throws SQLException;
    }

    private static void reading(Reading reading) {
        try {
            reading.run();
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public long nextRevision() {
        return base + statement.nextPlace();
    }

    @Override
    public Instant commitTime() {
        statement.setTime();
        return time;
    }

    @Override
    public void put(Entry entry) {
        if (entry.collection().equals(Index.COLLECTION)) {
            definitions.note(entry.key(), Index.Declared.of(entry.key(), entry.document()));
        }
        note(entry.collection(), entry.key(), entry.revision(), entry.revision());
        statement.put(
                entry.collection(),
                entry.key(),
                entry.document(),
                Times.micros(entry.storedAt()),
                entry.revision() - base);
    }

    @Override
    public void delete(String collection, String key, long revision) {
        note(collection, key, 0, revision);
        statement.delete(collection, key, revision - base);
    }

    private void note(String collection, String key, long now, long change) {
        if (collection.equals(Index.COLLECTION) && now == 0) {
            definitions.note(key, null);
        }
        revisions.put(new Name(collection, key), now);
        lastChanges.put(collection, change);
    }
}

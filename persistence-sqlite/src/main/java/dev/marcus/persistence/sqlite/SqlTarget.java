package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.StoreTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection with its prepared statements, as the commits of one transaction see it. The counters are read
 * once and written once a transaction, as is the newest change of each collection, and rows are gathered. Where a row is
 * refused, the transaction has to be done again one by one, so that only the commit at fault fails.
 */
final class SqlTarget implements CommitTarget, AutoCloseable {
    private final Connection connection;
    private final InstantSource clock;
    private final Map<String, PreparedStatement> controls = new HashMap<>();
    private final PreparedStatement begin;
    private final PreparedStatement end;
    private final PreparedStatement selectRevision;
    private final PreparedStatement selectLastChange;
    private final PreparedStatement selectOld;
    private final PreparedStatement delete;
    private final PreparedStatement changed;
    private final Upserts upserts;
    private final WriterIndexes indexes;
    private final Tombstones tombstones;
    private final Map<String, Long> lastChanges = new HashMap<>();
    private boolean syncing = true;
    private boolean gathering;
    private boolean touched;
    private long firstRevision;
    private long revision;
    private Instant lastTime = Entry.MIN_STORED_AT;
    private @Nullable Instant commitTime;

    /** An error of SQLite on its way through the application of a commit. */
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

    /** A row among those gathered cannot be written; which one is seen when they are written one by one. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("a row that is there is damaged", null, false, false);
        }
    }

    /** Takes over a connection that forces each commit to the medium; tombstones are kept for so long. */
    SqlTarget(Connection connection, InstantSource clock, Duration kept) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        begin = connection.prepareStatement("UPDATE persistence_meta SET writer = 1 RETURNING revision, last_time");
        end = connection.prepareStatement("UPDATE persistence_meta SET writer = NULL, revision = ?, last_time = ?");
        selectRevision =
                connection.prepareStatement("SELECT revision FROM persistence WHERE collection = ? AND key = ?");
        selectLastChange =
                connection.prepareStatement("SELECT revision FROM persistence_collections WHERE collection = ?");
        selectOld = connection.prepareStatement("SELECT key FROM persistence WHERE collection = ? AND stored_us < ?"
                + " AND " + Rows.INTACT + " ORDER BY stored_us, revision LIMIT ?");
        delete = connection.prepareStatement(
                "DELETE FROM persistence WHERE collection = ? AND key = ? AND " + Rows.INTACT);
        changed = connection.prepareStatement("INSERT INTO persistence_collections VALUES (?, ?)"
                + " ON CONFLICT (collection) DO UPDATE SET revision = excluded.revision");
        upserts = new Upserts(connection);
        indexes = new WriterIndexes(connection);
        tombstones = new Tombstones(connection, kept);
        leaveTransactionsToUs();
    }

    /**
     * Lets the driver believe that somebody has begun a transaction, which then is said by statement alone: while it
     * believes to be in none it begins and ends an empty one after each statement, which doubles what a statement costs.
     */
    private void leaveTransactionsToUs() throws SQLException {
        connection.setAutoCommit(false);
        control("ROLLBACK");
    }

    /**
     * Begins a transaction, takes the counters over, and lets the triggers rest until {@link #end}.
     *
     * @param gather whether rows are gathered, or written one by one
     */
    void begin(boolean gather) throws SQLException {
        gathering = gather;
        upserts.clear();
        lastChanges.clear();
        indexes.begin();
        tombstones.begin();
        control("BEGIN IMMEDIATE");
        try (ResultSet meta = begin.executeQuery()) {
            revision = meta.getLong(1);
            firstRevision = revision;
            lastTime = Times.ofMicros(meta.getLong(2));
        }
    }

    /**
     * Writes what was gathered, and the counters back. The transaction is left open to be committed, or is rolled back
     * if nothing was changed in it.
     *
     * @return whether there is something to commit
     * @throws Refused if a row was refused
     */
    boolean end() throws SQLException {
        writeGathered();
        if (revision == firstRevision) {
            control("ROLLBACK");
            return false;
        }
        for (Map.Entry<String, Long> change : lastChanges.entrySet()) {
            writeChange(change.getKey(), change.getValue());
        }
        tombstones.expire(lastTime);
        end.setLong(1, revision);
        end.setLong(2, Times.micros(lastTime));
        end.executeUpdate();
        return true;
    }

    private void writeGathered() throws SQLException {
        if (!upserts.isEmpty() && upserts.write() > 0) {
            throw new Refused();
        }
    }

    /** Begins the next commit of the transaction. */
    void nextCommit() {
        commitTime = null;
        touched = false;
        indexes.nextCommit();
    }

    /** Says whether the commit has written anything. */
    boolean isTouched() {
        return touched;
    }

    @Override
    public long revisionOf(String collection, String key) {
        Entry gathered = upserts.find(collection, key);
        if (gathered != null) {
            return gathered.revision();
        }
        try {
            selectRevision.setString(1, collection);
            selectRevision.setString(2, key);
            try (ResultSet row = selectRevision.executeQuery()) {
                if (!row.next()) {
                    return 0;
                }
                long found = row.getLong(1);
                if (row.wasNull()) {
                    throw damaged(collection, key);
                }
                return found;
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private static DamagedEntryException damaged(String collection, String key) {
        return new DamagedEntryException(
                collection, key, "it was set aside when the store was opened, or is no JSON object", null);
    }

    @Override
    public long lastChange(String collection) {
        Long gathered = lastChanges.get(collection);
        if (gathered != null) {
            return gathered;
        }
        try {
            selectLastChange.setString(1, collection);
            try (ResultSet row = selectLastChange.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        try {
            writeGathered();
            selectOld.setString(1, collection);
            selectOld.setLong(2, Times.micros(cutoff));
            selectOld.setInt(3, limit);
            try (ResultSet rows = selectOld.executeQuery()) {
                List<String> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
                return keys;
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public long nextRevision() {
        return ++revision;
    }

    @Override
    public Instant commitTime() {
        Instant time = commitTime;
        if (time == null) {
            time = StoreTime.next(clock, lastTime);
            commitTime = time;
            lastTime = time;
        }
        return time;
    }

    @Override
    public void put(Entry entry) {
        try {
            upserts.add(entry);
            if (!gathering && upserts.write() > 0) {
                throw damaged(entry.collection(), entry.key());
            }
            noteChange(entry.collection(), entry.revision());
            if (entry.collection().equals(Index.COLLECTION)) {
                writeGathered();
                indexes.define(entry);
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void delete(String collection, String key, long removedAt) {
        try {
            if (upserts.find(collection, key) != null) {
                writeGathered();
            }
            delete.setString(1, collection);
            delete.setString(2, key);
            if (delete.executeUpdate() == 0) {
                throw damaged(collection, key);
            }
            tombstones.leave(collection, key, removedAt, commitTime());
            noteChange(collection, removedAt);
            if (collection.equals(Index.COLLECTION)) {
                writeGathered();
                indexes.dropUndefined();
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public List<Index> uniqueIndexes(String collection) {
        return indexes.unique(collection);
    }

    @Override
    public @Nullable String sameValues(String collection, Index index, List<Object> values, String key) {
        try {
            writeGathered();
            return indexes.sameValues(collection, index, values, key);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    @Override
    public List<String> duplicates(String collection, Index index) {
        try {
            writeGathered();
            return indexes.duplicates(collection, index);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** One by one it is written at once, because what a commit at fault has written is taken back. */
    private void noteChange(String collection, long at) throws SQLException {
        touched = true;
        if (gathering) {
            lastChanges.put(collection, at);
        } else {
            writeChange(collection, at);
        }
    }

    private void writeChange(String collection, long at) throws SQLException {
        changed.setString(1, collection);
        changed.setLong(2, at);
        changed.executeUpdate();
    }

    /** Runs a statement that controls the transaction; it is prepared once. */
    void control(String sql) throws SQLException {
        PreparedStatement statement = controls.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            controls.put(sql, statement);
        }
        try {
            statement.execute();
        } catch (SQLException e) {
            controls.remove(sql); // the driver closes a statement that could not be run
            throw e;
        }
    }

    /** Copies the log into the database; how far says the pragma. */
    void checkpoint(String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            row.next();
        }
    }

    /** Says whether a commit is to be forced to the medium from now on; to be called outside of a transaction. */
    void syncCommits(boolean wanted) throws SQLException {
        if (wanted != syncing) {
            try (Statement statement = connection.createStatement()) { // not prepared, as it works while it is compiled
                statement.execute("PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
            }
            syncing = wanted;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.StoreTime;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writer's connection with its prepared statements, as the commits of one transaction see it. */
final class SqlTarget implements CommitTarget, AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> controls = new HashMap<>();
    private final InstantSource clock;
    private final PreparedStatement begin;
    private final PreparedStatement end;
    private final PreparedStatement selectRevision;
    private final PreparedStatement selectLastChange;
    private final PreparedStatement selectOld;
    private final PreparedStatement upsert;
    private final PreparedStatement delete;
    private final PreparedStatement changed;
    private long revision;
    private Instant lastTime = Entry.MIN_STORED_AT;
    private @Nullable Instant commitTime;

    /** An error of SQLite on its way through the application of a commit, which knows no SQL. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException sql;

        private Failure(SQLException sql) {
            super(sql);
            this.sql = sql;
        }

        SQLException sql() {
            return sql;
        }
    }

    SqlTarget(Connection connection, InstantSource clock) throws SQLException {
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
        upsert = connection.prepareStatement(
                "INSERT INTO persistence (collection, key, data, stored_at, stored_us, revision, crc)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET data = excluded.data,"
                        + " stored_at = excluded.stored_at, stored_us = excluded.stored_us,"
                        + " revision = excluded.revision, crc = excluded.crc WHERE " + Rows.INTACT);
        delete = connection.prepareStatement(
                "DELETE FROM persistence WHERE collection = ? AND key = ? AND " + Rows.INTACT);
        changed = connection.prepareStatement("INSERT INTO persistence_collections VALUES (?, ?)"
                + " ON CONFLICT (collection) DO UPDATE SET revision = excluded.revision");
    }

    /** Takes the counters over, and lets the triggers rest until {@link #end}. */
    void begin() throws SQLException {
        try (ResultSet meta = begin.executeQuery()) {
            revision = meta.getLong(1);
            lastTime = Times.ofMicros(meta.getLong(2));
        }
    }

    /** Writes the counters back. */
    void end() throws SQLException {
        end.setLong(1, revision);
        end.setLong(2, Times.micros(lastTime));
        end.executeUpdate();
    }

    /** Begins the next commit of the transaction. */
    void nextCommit() {
        commitTime = null;
    }

    @Override
    public long revisionOf(String collection, String key) {
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
            selectOld.setString(1, collection);
            selectOld.setLong(2, Times.micros(cutoff));
            selectOld.setInt(3, limit);
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = selectOld.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            return keys;
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
            upsert.setString(1, entry.collection());
            upsert.setString(2, entry.key());
            upsert.setString(3, entry.document().toJson());
            upsert.setString(4, Times.text(entry.storedAt()));
            upsert.setLong(5, Times.micros(entry.storedAt()));
            upsert.setLong(6, entry.revision());
            upsert.setLong(7, checksum(entry));
            if (upsert.executeUpdate() == 0) {
                throw damaged(entry.collection(), entry.key());
            }
            changed(entry.collection(), entry.revision());
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private static long checksum(Entry entry) {
        byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
        byte[] data = entry.document().toUtf8();
        return RowChecksum.of(entry.collection(), key, data, Times.micros(entry.storedAt()), entry.revision());
    }

    @Override
    public void delete(String collection, String key, long removedAt) {
        try {
            delete.setString(1, collection);
            delete.setString(2, key);
            if (delete.executeUpdate() == 0) {
                throw damaged(collection, key);
            }
            changed(collection, removedAt);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private void changed(String collection, long at) throws SQLException {
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
        statement.execute();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

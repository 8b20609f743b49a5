package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * SQLite as one would write it by hand: the table that Marcus has, an index for newest first, WAL, statements prepared once.
 * Several threads share a connection under a lock, or have a connection each and wait for one another inside SQLite.
 */
final class JdbcContender implements Contender {
    /** Without this the driver asks for the last row id after each insert, which costs as much as the insert. */
    private static final String NO_GENERATED_KEYS = "?jdbc.get_generated_keys=false";

    private final String url;
    private final Durability level;
    private final boolean connectionEach;
    private final AtomicLong clock = TimedValue.newClock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();
    private final Map<Thread, Session> own = new ConcurrentHashMap<>();

    /** What is done with a session. */
    private interface Work<T> {
        T with(Session session) throws SQLException;
    }

    /** A connection with its statements. */
    private static final class Session {
        private final Connection connection;
        private final PreparedStatement put;
        private final PreparedStatement get;
        private final PreparedStatement delete;
        private final PreparedStatement newest;
        private final PreparedStatement count;

        Session(String url, Durability level) throws SQLException {
            connection = DriverManager.getConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 60000");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA cache_size = -65536");
                statement.execute("PRAGMA synchronous = " + (level == Durability.DISK ? "FULL" : "NORMAL"));
                statement.execute("CREATE TABLE IF NOT EXISTS persistence (collection TEXT NOT NULL, key TEXT NOT NULL,"
                        + " data TEXT NOT NULL, stored_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,"
                        + " PRIMARY KEY (collection, key))");
                statement.execute("CREATE INDEX IF NOT EXISTS newest ON persistence (collection, stored_at DESC)");
            }
            put = connection.prepareStatement("INSERT INTO persistence (collection, key, data, stored_at)"
                    + " VALUES ('events', ?, ?, ?) ON CONFLICT (collection, key)"
                    + " DO UPDATE SET data = excluded.data, stored_at = excluded.stored_at");
            get = connection.prepareStatement("SELECT data FROM persistence WHERE collection = 'events' AND key = ?");
            delete = connection.prepareStatement("DELETE FROM persistence WHERE collection = 'events' AND key = ?");
            newest = connection.prepareStatement("SELECT data FROM persistence WHERE collection = 'events'"
                    + " AND json_extract(data, '$.event_type') = ? ORDER BY stored_at DESC LIMIT ?");
            count = connection.prepareStatement("SELECT count(*) FROM persistence WHERE collection = 'events'"
                    + " AND json_extract(data, '$.source') = ?");
        }

        private int put(String key, String data, long storedAt) throws SQLException {
            bind(key, data, storedAt);
            return put.executeUpdate();
        }

        private void bind(String key, String data, long storedAt) throws SQLException {
            put.setString(1, key);
            put.setString(2, data);
            put.setLong(3, storedAt);
        }

        private byte @Nullable [] get(String key) throws SQLException {
            get.setString(1, key);
            try (ResultSet rows = get.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }

    JdbcContender(Path directory, Durability level, boolean connectionEach) throws SQLException {
        this.url = "jdbc:sqlite:" + directory.resolve("events.db") + NO_GENERATED_KEYS;
        this.level = level;
        this.connectionEach = connectionEach;
        sessions.add(new Session(url, level));
    }

    private <T> T run(Work<T> work) throws SQLException {
        if (connectionEach) {
            return work.with(ownSession());
        }
        lock.lock();
        try {
            return work.with(sessions.element());
        } finally {
            lock.unlock();
        }
    }

    private Session ownSession() throws SQLException {
        Session mine = own.get(Thread.currentThread());
        if (mine == null) {
            mine = new Session(url, level);
            sessions.add(mine);
            own.put(Thread.currentThread(), mine);
        }
        return mine;
    }

    @Override
    public Object prepare(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public void put(String key, Object document) throws SQLException {
        run(session -> session.put(key, (String) document, clock.incrementAndGet()));
    }

    @Override
    public void putBatch(List<String> keys, List<Object> documents) throws SQLException {
        run(session -> {
            session.connection.setAutoCommit(false);
            for (int i = 0; i < keys.size(); i++) {
                session.bind(keys.get(i), (String) documents.get(i), clock.incrementAndGet());
                session.put.addBatch();
            }
            session.put.executeBatch();
            session.connection.commit();
            session.connection.setAutoCommit(true);
            return keys.size();
        });
    }

    @Override
    public @Nullable Object get(String key) throws SQLException {
        return run(session -> Optional.ofNullable(session.get(key))).orElse(null);
    }

    @Override
    public byte[] json(Object found) {
        return (byte[]) found;
    }

    @Override
    public void delete(String key) throws SQLException {
        run(session -> {
            session.delete.setString(1, key);
            return session.delete.executeUpdate();
        });
    }

    @Override
    public List<Object> newest(String eventType, int limit) throws SQLException {
        return run(session -> {
            session.newest.setString(1, eventType);
            session.newest.setInt(2, limit);
            List<Object> found = new ArrayList<>();
            try (ResultSet rows = session.newest.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getBytes(1));
                }
            }
            return found;
        });
    }

    @Override
    public long countFrom(String source) throws SQLException {
        return run(session -> {
            session.count.setString(1, source);
            try (ResultSet rows = session.count.executeQuery()) {
                return rows.getLong(1);
            }
        });
    }

    @Override
    public long entries() throws SQLException {
        return run(session -> {
            try (Statement statement = session.connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM persistence")) {
                return rows.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        try {
            for (Session session : sessions) {
                session.connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("close: a connection could not be closed", e);
        }
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The lock under which a database can be put aside: nobody else has it open, and its log is in it. A database that is too
 * damaged for SQLite to lock it is locked at the bytes that SQLite would lock; what is beside it then stays.
 */
final class Exclusive implements AutoCloseable {
    /** Where every connection that has a database open holds a lock, as the format of SQLite's files lays down. */
    private static final long SHARED_BYTES = 0x40000002L;

    private static final long SHARED_SIZE = 510;

    private final @Nullable Connection connection;
    private final @Nullable FileChannel channel;

    private Exclusive(@Nullable Connection connection, @Nullable FileChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * Locks the database, which is there.
     *
     * @throws StorageException if anybody has it open; nothing was changed
     */
    static Exclusive of(String operation, DatabaseFile file) {
        refuseOpen(operation, file);
        try {
            checkReadable(file);
            return new Exclusive(lock(file), null);
        } catch (SQLException e) {
            PersistenceException failure = SqlErrors.translate(operation, file, e);
            if (failure instanceof TransientException) {
                throw open(operation, file, e);
            }
            if (failure instanceof CorruptionException) {
                return ofDamaged(operation, file);
            }
            throw failure;
        }
    }

    static void refuseOpen(String operation, DatabaseFile file) {
        if (OpenStores.contains(realPath(file))) {
            throw open(operation, file, null);
        }
    }

    /** Makes sure that SQLite can read the schema, by a connection that changes nothing. */
    static void checkReadable(DatabaseFile file) throws SQLException {
        try (Connection connection = file.untouching();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
        }
    }

    private static Connection lock(DatabaseFile file) throws SQLException {
        Connection connection = file.plain();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement
                    .executeQuery("PRAGMA journal_mode = DELETE")
                    .close(); // writes the log back, if nobody else is there
            statement.execute("BEGIN EXCLUSIVE");
            try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) { // also reads the header
                if (!"delete".equalsIgnoreCase(mode.getString(1))) {
                    throw new SQLiteException("opened by another meanwhile", SQLiteErrorCode.SQLITE_BUSY);
                }
            }
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Exclusive ofDamaged(String operation, DatabaseFile file) {
        try {
            FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock(SHARED_BYTES, SHARED_SIZE, false);
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            if (lock == null) {
                throw open(operation, file, null);
            }
            return new Exclusive(null, channel);
        } catch (IOException e) {
            throw new StorageException(
                    operation + " of " + file.path() + ": it cannot be opened (expected: permission"
                            + " to read and write). Nothing was changed.",
                    e);
        }
    }

    private static StorageException open(String operation, DatabaseFile file, @Nullable Throwable cause) {
        return new StorageException(
                operation + " of " + file.path() + ": this or another process has it open (expected: nobody; close it"
                        + " there). Nothing was changed.",
                cause);
    }

    static Path realPath(DatabaseFile file) {
        try {
            return file.path().toRealPath();
        } catch (IOException e) {
            throw new StorageException(file.path() + " cannot be read (expected: a file and read permission)", e);
        }
    }

    /** Returns the connection that holds the lock; null if SQLite does not open the database. */
    @Nullable
    Connection connection() {
        return connection;
    }

    /** Copies the bytes that SQLite does not open, through the channel that holds the lock. */
    void copyTo(Path copy) throws IOException {
        FileChannel from = Objects.requireNonNull(channel, "channel");
        try (FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long at = 0; at < from.size(); ) {
                at += from.transferTo(at, from.size() - at, to);
            }
        }
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (SQLException | IOException e) {
            throw new StorageException("the lock of a database that was put aside could not be let go", e);
        }
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.Evidence;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.sqlite.SQLiteConnection;

/**
 * The database file: whether it is there, how it comes into being, and connections to it. Nothing here opens it but SQLite:
 * to close it after opening it in any other way would end the locks that this process holds on it.
 */
final class DatabaseFile {
    /** At most so much of the database is kept in memory: with SQLite's own 2 MiB, a load of many entries spills. */
    private static final int WRITER_CACHE_KIB = 64 << 10;

    private static final int READER_CACHE_KIB = 64 << 10;

    private static final int OLDEST = version("3.51.3");

    private final Path path;
    private final SqliteBackendProvider.Level level;
    private final Duration busyTimeout;

    DatabaseFile(Path path, SqliteBackendProvider.Level level, Duration busyTimeout) {
        this.path = path.toAbsolutePath();
        this.level = level;
        this.busyTimeout = busyTimeout;
        if (this.path.toString().indexOf('?') >= 0) {
            throw new ConfigurationException(
                    "PRS-110", "sqlite: the path " + path + " has a question mark (expected: none)", null);
        }
    }

    /**
     * Looks without opening the file, as closing it again would end the locks that this process holds on it. Whatever file
     * is there counts: if it is damaged, opening says so, and no other backend is taken instead.
     */
    static Evidence probe(Path path) {
        return Files.isRegularFile(path) ? Evidence.HOLDS_DATA : Evidence.EMPTY;
    }

    Path path() {
        return path;
    }

    Duration busyTimeout() {
        return busyTimeout;
    }

    /** Makes sure that a file with content is there, or a new database with what the initialiser writes. */
    void prepare(SqlTask initialiser) {
        if (Files.isDirectory(path)) {
            throw new ConfigurationException(
                    "PRS-108", path + " is a directory, not a SQLite database. Nothing was changed.", null);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(initialiser);
        }
        checkSize();
    }

    /** Refuses what SQLite would take for a new database; anything else that is none it finds out itself. */
    private void checkSize() {
        try {
            if (Files.size(path) == 0) {
                throw new CorruptionException(
                        path + " is empty, 0 bytes (expected: a SQLite database; if a new store is"
                                + " meant, remove the file)");
            }
        } catch (IOException e) {
            throw new StorageException(path + " cannot be read (expected: a file and read permission)", e);
        }
    }

    /** Writes the database beside its place and links it there whole, so that nobody ever sees a half-made one. */
    private void create(SqlTask initialiser) {
        Path draft = DiskFiles.draft(path);
        try {
            DiskFiles.createDirectoryOf(path);
            DiskFiles.create(draft);
            try (Connection connection = connect(draft)) {
                initialiser.run(connection);
            }
            DiskFiles.sync(draft);
            link(draft);
        } catch (IOException e) {
            throw new StorageException(path + " cannot be created (expected: a directory that can be written)", e);
        } catch (SQLException e) {
            throw SqlErrors.translate("creating the store", this, e);
        } finally {
            DiskFiles.deleteQuietly(draft);
        }
    }

    private void link(Path draft) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster; its database is as good
        } catch (UnsupportedOperationException e) {
            Files.move(draft, path);
        }
        DiskFiles.syncDirectoryOf(path);
    }

    /** Says whether a commit is on the medium before it is acknowledged. */
    boolean syncsEachCommit() {
        return level == SqliteBackendProvider.Level.DISK;
    }

    /** Opens a connection that writes, forces each commit to the medium, and leaves the log to be copied by somebody else. */
    Connection writer() throws SQLException {
        Connection connection = connect(path);
        try (Statement statement = connection.createStatement()) {
            checkVersion(connection);
            enterWal(statement);
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA fullfsync = ON");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA cache_size = " + -WRITER_CACHE_KIB);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void enterWal(Statement statement) throws SQLException {
        try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
            String found = mode.next() ? mode.getString(1) : "none";
            if (!"wal".equalsIgnoreCase(found)) {
                throw new StorageException(path + " stays in the journal mode '" + found
                        + "' (expected: wal; put it on a local disk that can be written)");
            }
        }
    }

    /** Returns how long the log is, without opening it; 0 if there is none. */
    long logBytes() {
        try {
            return Files.size(log());
        } catch (IOException e) {
            return 0; // it comes and goes with the connections
        }
    }

    private Path log() throws IOException {
        return Path.of(path.toRealPath() + "-wal"); // SQLite follows a link as well
    }

    /** Says whether there is a log beside the file, of another process that has it open or of one that did not close it. */
    boolean hasLog() {
        try {
            return Files.exists(log());
        } catch (IOException e) {
            throw new StorageException(path + " cannot be read (expected: a file and read permission)", e);
        }
    }

    /** Opens a connection that can only read. */
    Connection reader() throws SQLException {
        Connection connection = connect(path);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            statement.execute("PRAGMA cache_size = " + -READER_CACHE_KIB);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens a connection to the file as it is, in whatever journal mode. */
    Connection plain() throws SQLException {
        return connect(path);
    }

    /**
     * Opens a connection that reads the file alone, as if nobody ever changed it: it locks nothing, and leaves a log or
     * journal as it is, which any other connection to a damaged database would remove.
     */
    Connection untouching() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + path.toUri().getRawPath() + "?immutable=1&mode=ro");
    }

    /** Opens a connection to another file with the same settings. */
    Connection other(Path file) throws SQLException {
        return connect(file);
    }

    private Connection connect(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc.get_generated_keys", "false"); // or the driver asks for one after each statement
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + busyTimeout.toMillis());
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cell_size_check = ON");
            statement.execute("PRAGMA mmap_size = 0");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void checkVersion(Connection connection) throws SQLException {
        String found = connection.unwrap(SQLiteConnection.class).libversion();
        if (version(found) < OLDEST) {
            throw new ConfigurationException(
                    "PRS-112",
                    "SQLite " + found + " is on the class path (expected: 3.51.3 or later, because earlier"
                            + " ones can lose data in WAL mode; use a newer sqlite-jdbc)",
                    null);
        }
    }

    private static int version(String text) {
        int number = 0;
        for (String part : text.split("\\.")) {
            number = number * 1000 + Integer.parseInt(part);
        }
        return number;
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What an error of SQLite means to a caller. */
final class SqlErrors {
    private static final int PRIMARY = 0xFF;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int ERROR = 1;
    private static final int TOO_BIG = 18;
    private static final int NOT_A_DATABASE = 26;

    private SqlErrors() {}

    static PersistenceException translate(String operation, DatabaseFile file, SQLException e) {
        String where = operation + " in " + file.path() + ": ";
        return switch (code(e)) {
            case BUSY, LOCKED ->
                new TransientException(
                        where + "another connection or process held the lock for longer than "
                                + file.busyTimeout().toMillis()
                                + " ms (expected: a shorter wait; retry, or raise busyTimeout)",
                        Duration.ofMillis(50),
                        e);
            case CORRUPT, NOT_A_DATABASE ->
                new CorruptionException(
                        where + "the database is damaged: " + reason(e)
                                + "; it was left as it is (expected: an intact database; restore a backup or repair a copy)",
                        e);
            case FULL -> new StorageException(where + "there is no room left (expected: free space; retry then)", e);
            case READONLY ->
                new StorageException(
                        where + "the file or its directory cannot be written (expected: write permission)", e);
            case TOO_BIG -> new StorageException(where + "a value is larger than SQLite takes", e);
            default -> new StorageException(where + "SQLite failed: " + reason(e), e);
        };
    }

    /** Says whether the connection must not be used again: the transaction may be over, and the driver closes what could not be run. */
    static boolean breaksConnection(SQLException e) {
        return !isBusy(e);
    }

    /** Says whether the error, also one of a COMMIT, means that SQLite undid the transaction and nothing of it is kept. */
    static boolean undoes(SQLException e) {
        return isBusy(e) || code(e) == FULL;
    }

    /** Says whether the database is damaged where the statement read. */
    static boolean isDamage(SQLException e) {
        return code(e) == CORRUPT || code(e) == NOT_A_DATABASE;
    }

    /** Says whether a function of SQLite was given text that is no JSON. */
    static boolean isMalformedJson(SQLException e) {
        return code(e) == ERROR && String.valueOf(e.getMessage()).contains("malformed JSON");
    }

    /** Says whether data could not be forced to the medium, so that what was written before may be lost. */
    static boolean isFailedSync(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_FSYNC
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC);
    }

    private static boolean isBusy(SQLException e) {
        return code(e) == BUSY || code(e) == LOCKED;
    }

    private static int code(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & PRIMARY : -1;
    }

    /** Returns the name of the error without its message, which could hold data. */
    static String reason(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "no result code";
    }
}

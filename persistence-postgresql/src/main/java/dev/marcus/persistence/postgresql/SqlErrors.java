package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/** What an error of PostgreSQL means to a caller. Messages of the server are left out: they can hold data. */
final class SqlErrors {
    private static final Duration SOON = Duration.ofMillis(50);

    private SqlErrors() {}

    /** Returns the error for an operation that changed nothing. */
    static PersistenceException translate(String operation, Server server, SQLException e) {
        String where = operation + " in " + server + ": ";
        String state = state(e);
        if (state.startsWith("28")) {
            return new ConfigurationException(
                    "PRS-113",
                    where + "the server refuses the user or the password (expected: those of a role that may log in)",
                    e);
        }
        if (e instanceof SQLTransientConnectionException && !isConnectionLost(e)) {
            return new TransientException(
                    where + "all connections were in use for longer than "
                            + server.timeout().toMillis()
                            + " ms (expected: a free one; close cursors and streams, or raise connections)",
                    SOON,
                    e);
        }
        if (isConnectionLost(e)) {
            return new TransientException(
                    where + "the server cannot be reached, or the connection was lost (SQLSTATE " + state
                            + "; expected: a server that answers; retry)",
                    Duration.ofMillis(500),
                    e);
        }
        return switch (state) {
            case "55P03" ->
                new TransientException(
                        where + "another process held the lock for longer than "
                                + server.timeout().toMillis()
                                + " ms (expected: a shorter wait; retry, or raise timeout)",
                        SOON,
                        e);
            case "40001", "40P01", "57014", "53300" ->
                new TransientException(where + "the server gave up (SQLSTATE " + state + "; expected: retry)", SOON, e);
            case "53100" ->
                new StorageException(where + "the server has no room left (expected: free space; retry then)", e);
            case "25006" ->
                new StorageException(
                        where + "the server takes no writes: it is a standby, or read-only (expected: the primary)", e);
            case "42P07", "42723", "42703" ->
                new ConfigurationException(
                        "PRS-108",
                        where
                                + "the schema holds tables of another program (expected: a store, or an empty schema; name"
                                + " another one). Nothing was changed.",
                        e);
            case "3D000" ->
                new ConfigurationException(
                        "PRS-113", where + "there is no such database (expected: one that exists)", e);
            case "42501", "42P01" ->
                new ConfigurationException(
                        "PRS-113",
                        where
                                + "the role lacks a privilege, or a table of the store was removed (expected: the privileges"
                                + " that the documentation lists)",
                        e);
            case "XX001", "XX002" ->
                new CorruptionException(
                        where + "the server says that data is damaged (SQLSTATE " + state + "; restore a backup)", e);
            default -> new StorageException(where + "PostgreSQL failed (SQLSTATE " + state + ")", e);
        };
    }

    /** Says whether the connection is of no more use, so that what ran on it may or may not have been done. */
    static boolean isConnectionLost(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** Says whether a value does not fit into what the server keeps beside the document. */
    static boolean isUnfitValue(SQLException e) {
        String state = state(e);
        return state.startsWith("22") || state.startsWith("54");
    }

    private static String state(SQLException e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            cause = cause.getCause();
        }
        return "none";
    }
}

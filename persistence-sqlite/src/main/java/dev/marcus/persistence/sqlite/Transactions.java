package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes groups of commits, each group in one transaction. For one thread at a time, except where it says otherwise. */
final class Transactions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());
    private static final CommitResult NOTHING = new CommitResult(List.of());

    private final DatabaseFile file;
    private final InstantSource clock;
    private final Duration tombstones;
    private final LogKeeper log;
    private @Nullable SqlTarget target;
    private volatile @Nullable OutcomeUnknownException broken;
    private volatile boolean unsynced;
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();

    Transactions(DatabaseFile file, InstantSource clock, Duration tombstones, LogKeeper log) {
        this.file = file;
        this.clock = clock;
        this.tombstones = tombstones;
        this.log = log;
    }

    /** Returns why nothing is written any more; null while writing goes on. For any thread. */
    @Nullable
    OutcomeUnknownException broken() {
        return broken;
    }

    /** Says whether something acknowledged may not be on the medium yet. For any thread. */
    boolean hasUnsynced() {
        return unsynced;
    }

    /** Returns how many commits and wishes were forced to the medium. For any thread. */
    long syncs() {
        return syncs.get();
    }

    /** Returns how long those took. For any thread. */
    long syncNanos() {
        return syncNanos.get();
    }

    /** Notes in each request of the group what became of it; nothing is told yet. */
    void write(List<Request> group) {
        RuntimeException failure = broken;
        if (failure == null) {
            try {
                attempt(group);
            } catch (SQLException e) {
                failure = SqlErrors.translate("commit", file, e);
                if (SqlErrors.breaksConnection(e)) {
                    discard();
                }
            } catch (OutcomeUnknownException e) {
                broken = e;
                failure = e;
                discard();
            } catch (RuntimeException | Error e) {
                failure = e instanceof PersistenceException known ? known : unforeseen(e);
                discard();
            }
        }
        if (failure != null) {
            for (Request request : group) {
                request.fail(failure);
            }
        }
    }

    private StorageException unforeseen(Throwable cause) {
        return new StorageException(
                "commit in " + file.path() + ": failed unexpectedly, and was taken back (expected: no such failure)",
                cause);
    }

    private void attempt(List<Request> group) throws SQLException {
        boolean sync = false;
        boolean commits = false;
        for (Request request : group) {
            sync |= request.demandsSync();
            commits |= request.commit() != null;
        }
        if (!commits && !unsynced) {
            return;
        }
        sync |= file.syncsEachCommit();
        SqlTarget writing = target();
        writing.syncCommits(sync);
        transact(group, writing, sync);
    }

    private void transact(List<Request> group, SqlTarget writing, boolean synced) throws SQLException {
        boolean written;
        try {
            written = apply(group, writing, synced && unsynced);
        } catch (SqlTarget.Failure e) {
            rollback(writing, e.sql());
            throw e.sql();
        } catch (SQLException e) {
            rollback(writing, e);
            throw e;
        }
        if (written) {
            long start = System.nanoTime();
            finish(writing);
            if (synced) {
                syncs.incrementAndGet();
                syncNanos.addAndGet(System.nanoTime() - start);
            }
            unsynced = !synced;
            log.wrote(group);
        }
    }

    /** Applies the group; returns whether there is something to commit. */
    private static boolean apply(List<Request> group, SqlTarget writing, boolean force) throws SQLException {
        try {
            return apply(group, writing, force, true);
        } catch (SqlTarget.Refused e) {
            writing.control("ROLLBACK");
            return apply(group, writing, force, false);
        }
    }

    private static boolean apply(List<Request> group, SqlTarget writing, boolean force, boolean gather)
            throws SQLException {
        writing.begin(gather);
        if (force) {
            writing.nextRevision(); // a revision that nobody gets: only what changes is written, and only then synced
        }
        for (Request request : group) {
            Commit commit = request.commit();
            if (commit == null) {
                request.succeed(NOTHING);
            } else {
                apply(request, commit, writing, gather);
            }
        }
        return writing.end();
    }

    /**
     * Applies one commit; if it fails by itself the others of the group go on, and what it has written by then is taken
     * back.
     */
    private static void apply(Request request, Commit commit, SqlTarget writing, boolean gather) throws SQLException {
        if (!gather) {
            writing.control("SAVEPOINT one");
        }
        writing.nextCommit();
        try {
            request.succeed(CommitApplication.apply(commit, writing));
        } catch (PersistenceException e) {
            if (gather && writing.isTouched()) {
                throw new SqlTarget.Refused();
            }
            request.fail(e);
            if (!gather) {
                writing.control("ROLLBACK TO one");
            }
        }
        if (!gather) {
            writing.control("RELEASE one");
        }
    }

    private void finish(SqlTarget writing) throws SQLException {
        try {
            writing.control("COMMIT");
        } catch (SQLException e) {
            if (SqlErrors.undoes(e)) {
                rollback(writing, e);
                throw e;
            }
            throw unknown(e);
        } catch (RuntimeException | Error e) {
            throw unknown(e);
        }
    }

    private OutcomeUnknownException unknown(Throwable cause) {
        return new OutcomeUnknownException(
                "commit in " + file.path()
                        + ": SQLite failed while committing; whether the commit is there is known"
                        + " after reopening the store, until then it refuses writes",
                cause);
    }

    /** Lets the next commit write the log from its beginning, if it has become long and nobody reads its end. */
    void tidy() {
        if (broken == null && log.isTooLong()) {
            try {
                target().checkpoint(LogKeeper.COPY);
                log.copied();
            } catch (SQLException e) {
                discard();
                checkpointFailed(e);
            }
        }
    }

    /** Notes that the log could not be copied: a warning, unless it could not be synced. For any thread. */
    void checkpointFailed(SQLException cause) {
        log.failed(cause);
        if (SqlErrors.isFailedSync(cause)) {
            broken = new OutcomeUnknownException(
                    file.path() + ": the disk failed to sync; whether all commits are safe is known after reopening"
                            + " the store, until then it refuses writes",
                    cause);
        }
    }

    private static void rollback(SqlTarget writing, SQLException cause) {
        try {
            writing.control("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // SQLite may have rolled back by itself
        }
    }

    /** Returns the connection that writes. */
    SqlTarget target() throws SQLException {
        SqlTarget open = target;
        if (open == null) {
            open = new SqlTarget(file.writer(), clock, tombstones);
            target = open;
        }
        return open;
    }

    private void discard() {
        SqlTarget open = target;
        target = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.WARNING, "A broken connection could not be closed.", e);
            }
        }
    }

    /** Copies the log into the database as far as nobody is in the way, and lets go of the connection. */
    @Override
    public void close() {
        try {
            SqlTarget open = target;
            if (open != null && broken == null) {
                open.checkpoint("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            throw SqlErrors.translate("close", file, e);
        } finally {
            discard();
        }
    }
}

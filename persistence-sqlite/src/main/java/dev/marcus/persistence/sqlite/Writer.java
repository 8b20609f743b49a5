package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of this store in this process. Threads queue their commits; whoever gets the lock writes all that wait in
 * one transaction, so that many commits share one sync.
 */
final class Writer implements AutoCloseable {
    private static final int GROUP = 200;

    private final DatabaseFile file;
    private final InstantSource clock;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    /** Fair, so that a thread which comes back at once queues behind the others, whose commits then go with its own. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private @Nullable SqlTarget target;
    private @Nullable OutcomeUnknownException broken;

    /** A commit in the queue; read by its thread under the lock. */
    private static final class Waiting {
        private final Commit commit;
        private @Nullable CommitResult result;
        private @Nullable RuntimeException failure;

        private Waiting(Commit commit) {
            this.commit = commit;
        }

        private boolean isDone() {
            return result != null || failure != null;
        }

        private CommitResult outcome() {
            if (result == null) {
                throw failure == null ? new IllegalStateException("the commit was not written") : failure;
            }
            return result;
        }
    }

    Writer(DatabaseFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    CommitResult commit(Commit commit) {
        Waiting mine = new Waiting(commit);
        queue.add(mine);
        lock.lock();
        try {
            while (!mine.isDone()) {
                writeGroup();
            }
            return mine.outcome();
        } finally {
            lock.unlock();
        }
    }

    private void writeGroup() {
        List<Waiting> group = new ArrayList<>();
        for (Waiting next = queue.poll(); next != null; next = group.size() < GROUP ? queue.poll() : null) {
            group.add(next);
        }
        List<Waiting> open = new ArrayList<>(group);
        try {
            transact(group);
        } catch (SQLException e) {
            open.removeIf(waiting -> waiting.failure != null);
            fail(open, SqlErrors.translate("commit", file, e));
            discardIfBroken(e);
        } catch (RuntimeException e) {
            open.removeIf(waiting -> waiting.failure != null);
            fail(open, e);
            discard();
        }
    }

    private static void fail(List<Waiting> group, RuntimeException failure) {
        for (Waiting waiting : group) {
            waiting.result = null;
            waiting.failure = failure;
        }
    }

    private void transact(List<Waiting> group) throws SQLException {
        if (broken != null) {
            throw broken;
        }
        SqlTarget writing = target();
        writing.control("BEGIN IMMEDIATE");
        try {
            writing.begin();
            for (Waiting waiting : group) {
                apply(waiting, writing);
            }
            writing.end();
        } catch (SqlTarget.Failure e) {
            rollback(writing, e.sql());
            throw e.sql();
        } catch (SQLException e) {
            rollback(writing, e);
            throw e;
        }
        finish(writing);
    }

    /**
     * Applies one commit; if it fails by itself the others of the group go on. One change fails before anything of it is
     * written; what several have written by then is taken back.
     */
    private static void apply(Waiting waiting, SqlTarget writing) throws SQLException {
        boolean several = waiting.commit.changes().size() > 1;
        if (several) {
            writing.control("SAVEPOINT one");
        }
        try {
            writing.nextCommit();
            waiting.result = CommitApplication.apply(waiting.commit, writing);
        } catch (PersistenceException e) {
            waiting.failure = e;
            if (several) {
                writing.control("ROLLBACK TO one");
            }
        }
        if (several) {
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
            OutcomeUnknownException unknown = new OutcomeUnknownException(
                    "commit in " + file.path()
                            + ": SQLite failed while committing; whether the commit is there is known"
                            + " after reopening the store, until then it refuses writes",
                    e);
            broken = unknown;
            throw unknown;
        }
    }

    private static void rollback(SqlTarget writing, SQLException cause) {
        try {
            writing.control("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // SQLite may have rolled back by itself
        }
    }

    /** Returns the connection that writes; to be called under the lock. */
    SqlTarget target() throws SQLException {
        SqlTarget open = target;
        if (open == null) {
            open = new SqlTarget(file.writer(), clock);
            target = open;
        }
        return open;
    }

    private void discardIfBroken(SQLException e) {
        if (SqlErrors.breaksConnection(e)) {
            discard();
        }
    }

    private void discard() {
        SqlTarget open = target;
        target = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                System.getLogger(Writer.class.getName())
                        .log(System.Logger.Level.WARNING, "A broken connection could not be closed.", e);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            SqlTarget open = target;
            if (open != null && broken == null) {
                open.control("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            throw SqlErrors.translate("close", file, e);
        } finally {
            discard();
            lock.unlock();
        }
    }
}

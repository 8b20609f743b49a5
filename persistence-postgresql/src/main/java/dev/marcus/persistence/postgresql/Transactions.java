package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of commits, each group in one transaction. If the connection is lost, the next one tells whether the group
 * was committed; if it was not, it is written again. For one thread at a time, except where it says otherwise.
 */
final class Transactions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());
    private static final long PAUSE_NANOS = 50_000_000;

    private final Server server;
    private final WriterState state;
    private final KnownIndexes shared;
    private final String name = UUID.randomUUID().toString();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();
    private @Nullable WriterConnection connection;
    private long groups;
    private long epoch;
    private volatile @Nullable PersistenceException down;

    Transactions(Server server, WriterState state, KnownIndexes shared) {
        this.server = server;
        this.state = state;
        this.shared = shared;
    }

    /** Returns why nothing can be written at present; null if it can. For any thread. */
    @Nullable
    PersistenceException down() {
        return down;
    }

    /** Returns how many groups were committed. For any thread. */
    long syncs() {
        return syncs.get();
    }

    /** Returns how long those took. For any thread. */
    long syncNanos() {
        return syncNanos.get();
    }

    /** Notes in each request what became of it. */
    void write(List<Request> group) {
        List<Request> together = new ArrayList<>();
        for (Request request : group) {
            if (request.makesIndexes() || request.deletesByTime() || state.touchesUnique(request)) {
                writeTogether(together);
                together.clear();
                writeTogether(List.of(request));
            } else {
                together.add(request);
            }
        }
        writeTogether(together);
    }

    private void writeTogether(List<Request> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            attempt(group);
        } catch (GroupAttempt.Refused e) {
            if (group.size() == 1) {
                return; // which noted why
            }
            group.forEach(request -> writeTogether(List.of(request)));
        } catch (RuntimeException | Error e) {
            discard();
            PersistenceException failure = e instanceof PersistenceException known
                    ? known
                    : new StorageException(
                            "commit in " + server
                                    + ": failed unexpectedly, and was taken back (expected: no such failure)",
                            e);
            group.forEach(request -> request.fail(failure));
        }
    }

    /** Writes the group, over as many connections as it takes. */
    private void attempt(List<Request> group) throws GroupAttempt.Refused {
        GroupAttempt attempt = new GroupAttempt(group, ++groups, state);
        long deadline = System.nanoTime() + (down == null ? server.timeout().toNanos() : 0);
        while (true) {
            try {
                WriterConnection writer = connection();
                long start = System.nanoTime();
                if (!attempt.isSettledBy(writer.last())) {
                    attempt.run(writer);
                }
                syncs.incrementAndGet();
                syncNanos.addAndGet(System.nanoTime() - start);
                down = null;
                break;
            } catch (LockedTarget.Failure e) {
                failed(e.sql(), attempt, deadline);
            } catch (SQLException e) {
                failed(e, attempt, deadline);
            }
        }
        if (attempt.makesIndexes()) {
            shared.forget();
            sweep();
        }
    }

    /** Removes what was dropped; what is in use or cannot be removed now is the next time. */
    private void sweep() {
        WriterConnection open = connection;
        if (open != null) {
            try {
                IndexDefinitions.sweep(open);
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "Indexes that were dropped are removed later.", e);
                discard();
            }
        }
    }

    /** Decides after an error whether to try again; throws if not. */
    private void failed(SQLException e, GroupAttempt attempt, long deadline) throws GroupAttempt.Refused {
        if (SqlErrors.isConnectionLost(e)) {
            discard();
            if (System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                return;
            }
            PersistenceException failure =
                    attempt.mayBeWritten() ? unknown(e) : SqlErrors.translate("commit", server, e);
            down = failure;
            throw failure;
        }
        rollback(e);
        if (SqlErrors.isUnfitValue(e)) {
            if (attempt.group().size() > 1) {
                throw new GroupAttempt.Refused();
            }
            if (attempt.giveUpFields()) {
                return;
            }
        }
        throw SqlErrors.translate("commit", server, e);
    }

    private OutcomeUnknownException unknown(SQLException e) {
        return new OutcomeUnknownException(
                "commit in " + server
                        + ": the connection was lost while committing, and the server could not be reached again for "
                        + server.timeout().toMillis()
                        + " ms; whether the commit is there can be read once it can be (expected: a server that answers)",
                e);
    }

    private WriterConnection connection() throws SQLException {
        WriterConnection open = connection;
        if (open == null) {
            open = WriterConnection.open(server, name, ++epoch);
            connection = open;
        }
        return open;
    }

    private void rollback(Exception cause) {
        WriterConnection open = connection;
        if (open != null) {
            try {
                open.run("ROLLBACK");
            } catch (SQLException e) {
                cause.addSuppressed(e);
                discard();
            }
        }
    }

    private void discard() {
        WriterConnection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "A broken connection could not be closed.", e);
            }
        }
    }

    /** Lets go of the connection. */
    @Override
    public void close() {
        discard();
    }
}

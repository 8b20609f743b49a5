package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.StoreTime;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.CommitResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    private static final Instant NEVER = Entry.MIN_STORED_AT;

    private final Server server;
    private final InstantSource clock;
    private final String channel;
    private final Tombstones tombstones;
    private final String name = UUID.randomUUID().toString();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();
    private @Nullable WriterConnection connection;
    private long groups;
    private long indexes;
    private Instant lastTime = NEVER;
    private volatile @Nullable PersistenceException down;

    Transactions(Server server, InstantSource clock, Duration tombstones, String channel) {
        this.server = server;
        this.clock = clock;
        this.channel = channel;
        this.tombstones = new Tombstones(tombstones);
    }

    /** Part of a group could not be written, and has left something that is to be taken back. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The name under which this writes was given to another connection, or forgotten; nothing was written. */
    private static final class NameLost extends Exception {
        private static final long serialVersionUID = 1L;
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
            if (request.isAlone()) {
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
        } catch (Refused e) {
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
    private void attempt(List<Request> group) throws Refused {
        GroupAttempt attempt = new GroupAttempt(group, ++groups);
        long deadline = System.nanoTime() + (down == null ? server.timeout().toNanos() : 0);
        while (true) {
            try {
                WriterConnection writer = connection();
                if (!attempt.isSettledBy(writer.last())) {
                    attempt.run(writer);
                }
                down = null;
                return;
            } catch (NameLost e) {
                discard();
            } catch (LockedTarget.Failure e) {
                failed(e.sql(), attempt, deadline);
            } catch (SQLException e) {
                failed(e, attempt, deadline);
            }
        }
    }

    /** Decides after an error whether to try again; throws if not. */
    private void failed(SQLException e, GroupAttempt attempt, long deadline) throws Refused {
        if (SqlErrors.isConnectionLost(e)) {
            discard();
            if (System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                return;
            }
            PersistenceException failure = attempt.mayBeWritten ? unknown(e) : SqlErrors.translate("commit", server, e);
            down = failure;
            throw failure;
        }
        if (SqlErrors.isUnfitValue(e) && !attempt.withoutFields) {
            rollback(e);
            if (attempt.group.size() > 1) {
                throw new Refused();
            }
            attempt.withoutFields = true;
            return;
        }
        rollback(e);
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
            open = WriterConnection.open(server, name);
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

    /** One group on its way, which may take several tries. */
    private final class GroupAttempt {
        private final List<Request> group;
        private final long number;
        private boolean withoutFields;
        private boolean mayBeWritten;
        private boolean resultsAreNoted;

        GroupAttempt(List<Request> group, long number) {
            this.group = group;
            this.number = number;
        }

        /** Says whether the connection found the group committed, and then notes the results. */
        boolean isSettledBy(WriterConnection.Written last) {
            if (!mayBeWritten) {
                return false;
            }
            mayBeWritten = false;
            if (last.number() != number) {
                return false;
            }
            written(last);
            return true;
        }

        void run(WriterConnection writer) throws SQLException, Refused, NameLost {
            Instant now = StoreTime.next(clock, lastTime);
            long start = System.nanoTime();
            if (tombstones.areDue(Times.micros(now))
                    || !group.stream().allMatch(Request::isBlind)
                    || !runBlind(writer, now)) {
                runLocked(writer);
            }
            syncs.incrementAndGet();
            syncNanos.addAndGet(System.nanoTime() - start);
        }

        /** Writes puts that look at nothing; returns false if that is not enough. */
        private boolean runBlind(WriterConnection writer, Instant now) throws SQLException {
            GroupStatement statement = statement();
            for (Request request : group) {
                for (Change change : request.commit().changes()) {
                    Change.Put put = (Change.Put) change;
                    Long time = put.imported().map(Times::micros).orElse(null);
                    if (time == null) {
                        statement.setTime();
                    }
                    statement.put(put.collection(), put.key(), put.document(), time, statement.nextPlace());
                }
            }
            if (statement.isEmpty()) {
                return false;
            }
            mayBeWritten = true;
            WriterConnection.Written written = statement.run(writer, number, Times.micros(now), indexes, channel);
            mayBeWritten = false;
            if (written != null) {
                written(written);
            }
            return written != null;
        }

        private void runLocked(WriterConnection writer) throws SQLException, Refused, NameLost {
            writer.run("BEGIN");
            GroupStatement statement = statement();
            LockedTarget target = LockedTarget.lock(writer, statement, clock);
            indexes = target.indexes();
            target.read(group);
            for (Request request : group) {
                apply(request, statement, target);
            }
            long nowUs = Times.micros(target.time());
            if (!statement.isEmpty()) {
                if (tombstones.areDue(nowUs)) {
                    tombstones.expire(writer, nowUs, statement.deletions());
                }
                WriterConnection.Written written = statement.run(writer, number, nowUs, indexes, channel);
                if (written == null) {
                    throw new NameLost();
                }
                lastTime = Times.ofMicros(written.storedUs());
                mayBeWritten = true;
                resultsAreNoted = true;
            }
            writer.run("COMMIT");
            mayBeWritten = false;
        }

        private void apply(Request request, GroupStatement statement, LockedTarget target) throws Refused {
            long before = statement.places();
            try {
                request.succeed(CommitApplication.apply(request.commit(), target));
            } catch (PersistenceException e) {
                request.fail(e);
                if (statement.places() != before) {
                    rollback(e);
                    throw new Refused();
                }
            }
        }

        private GroupStatement statement() {
            resultsAreNoted = false;
            return withoutFields ? new GroupStatement().withoutFields() : new GroupStatement();
        }

        private void written(WriterConnection.Written written) {
            if (resultsAreNoted) {
                return;
            }
            lastTime = Times.ofMicros(written.storedUs());
            long revision = written.base();
            for (Request request : group) {
                List<CommitResult.Outcome> outcomes = new ArrayList<>();
                for (Change change : request.commit().changes()) {
                    Change.Put put = (Change.Put) change;
                    Entry entry = Entry.of(
                            put.collection(),
                            put.key(),
                            put.document(),
                            put.imported().orElse(lastTime),
                            ++revision);
                    outcomes.add(new CommitResult.Outcome(1, revision, entry));
                }
                request.succeed(new CommitResult(outcomes));
            }
        }
    }

    /** Lets go of the connection. */
    @Override
    public void close() {
        WriterConnection open = connection;
        if (open != null) {
            try {
                open.forget();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "The name of a writer stays until it is old.", e);
            }
        }
        discard();
    }
}

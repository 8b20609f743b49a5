package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.CommitResult;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One group of commits on its way, which may take several tries. Puts that look at nothing are one statement, which is
 * committed by itself; everything else first takes the lock of the store, looks, and then runs the same statement.
 */
final class GroupAttempt {
    /** Part of a group cannot be written beside the rest of it. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final List<Request> group;
    private final long number;
    private final WriterState state;
    private boolean withoutFields;
    private boolean mayBeWritten;
    private boolean resultsAreNoted;

    GroupAttempt(List<Request> group, long number, WriterState state) {
        this.group = group;
        this.number = number;
        this.state = state;
    }

    List<Request> group() {
        return group;
    }

    /** Says whether the server may have committed the group without having said so. */
    boolean mayBeWritten() {
        return mayBeWritten;
    }

    /** Has documents be kept without their projection from now on; returns false if they are already. */
    boolean giveUpFields() {
        boolean first = !withoutFields;
        withoutFields = true;
        return first;
    }

    boolean makesIndexes() {
        return group.stream().anyMatch(Request::makesIndexes);
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

    /**
     * Writes the group in a transaction.
     *
     * @throws Refused if a part of it cannot be written beside the others; nothing is written
     */
    void run(WriterConnection writer) throws SQLException, Refused {
        Instant now = state.now();
        boolean blind = group.stream().allMatch(Request::isBlind) && !makesIndexes() && !touchesUnique();
        if (!blind || state.expiryIsDue(now) || !state.knowsIndexes() || !runBlind(writer, now)) {
            runLocked(writer);
        }
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
        WriterConnection.Written written = null;
        if (state.maySucceedItself()) {
            written = statement.runSole(writer, number, Times.micros(now), state);
            if (written == null) {
                state.wasDisplaced();
            }
        }
        if (written == null) {
            written = statement.runByTurns(writer, number, Times.micros(now), state);
        }
        mayBeWritten = false;
        if (written == null) {
            return false;
        }
        written(written);
        return true;
    }

    private void runLocked(WriterConnection writer) throws SQLException, Refused {
        GroupStatement statement = statement();
        LockedTarget target = LockedTarget.lock(writer, statement, state.clock(), makesIndexes());
        learnIndexes(writer, target.indexes());
        long nowUs = Times.micros(target.time());
        target.use(state.indexes(), () -> write(writer, statement, nowUs, false));
        target.read(group);
        for (Request request : group) {
            apply(writer, request, statement, target);
        }
        boolean commits = target.definitions().isEmpty() && !statement.isWritten() && !statement.isEmpty();
        if (!statement.isEmpty()) {
            state.expire(writer, target.time(), statement.deletions());
            resultsAreNoted = true;
            mayBeWritten = commits;
            write(writer, statement, nowUs, commits);
            if (!target.definitions().isEmpty()) {
                target.definitions().apply(writer);
                state.indexesChanged();
            }
            mayBeWritten = true;
        }
        if (!commits) {
            writer.run("COMMIT");
        }
        mayBeWritten = false;
    }

    private void write(WriterConnection writer, GroupStatement statement, long nowUs, boolean commits)
            throws SQLException {
        if (!statement.isWritten()) {
            WriterConnection.Written written = statement.runLocked(writer, number, nowUs, state, commits);
            state.wrote(Times.ofMicros(written.storedUs()));
        }
    }

    private void learnIndexes(WriterConnection writer, long version) throws SQLException, Refused {
        if (state.learnIndexes(writer.connection(), version) && group.size() > 1 && touchesUnique()) {
            writer.run("ROLLBACK");
            throw new Refused();
        }
    }

    private boolean touchesUnique() {
        return group.stream().anyMatch(state::touchesUnique);
    }

    private void apply(WriterConnection writer, Request request, GroupStatement statement, LockedTarget target)
            throws SQLException, Refused {
        long before = statement.places();
        try {
            request.succeed(CommitApplication.apply(request.commit(), target));
        } catch (PersistenceException e) {
            request.fail(e);
            if (statement.places() != before) {
                writer.run("ROLLBACK");
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
        Instant time = Times.ofMicros(written.storedUs());
        state.wrote(time);
        long revision = written.base();
        for (Request request : group) {
            List<CommitResult.Outcome> outcomes = new ArrayList<>();
            for (Change change : request.commit().changes()) {
                Change.Put put = (Change.Put) change;
                Entry entry = Entry.of(
                        put.collection(),
                        put.key(),
                        put.document(),
                        put.imported().orElse(time),
                        ++revision);
                outcomes.add(new CommitResult.Outcome(1, revision, entry));
            }
            request.succeed(new CommitResult(outcomes));
        }
    }
}

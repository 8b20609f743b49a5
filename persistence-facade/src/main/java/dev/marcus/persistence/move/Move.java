package dev.marcus.persistence.move;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.feed.Follower;
import dev.marcus.persistence.migration.CarriedVersions;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Store;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a store into another, of any backend, while it is read and written: copies what is there, follows what changes,
 * compares entry for entry, and leaves the switch to the program.
 *
 * <pre>{@code
 * Move move = persistence.moveTo(target);
 * move.catchUp();     // takes long, beside readers and writers
 * stopWriting();      // yours: whatever keeps your program from writing to the source
 * move.finish();      // takes short: the rest, and the proof that both are equal
 * useFromNowOn(target);
 * }</pre>
 *
 * <p><b>Who guarantees what.</b> The move sees to it that the target has every entry with its store time, every deletion,
 * the indexes, and the collections of the framework, and that {@link #finish} returns only if both stores are equal. The
 * program sees to it that nobody writes to the source from before {@code finish} on, in other processes neither, and that
 * nobody but the move writes to the target until then. Revisions are the target's own.
 *
 * <p><b>Killed, or failed.</b> How far it has come is kept in the target, in the collection {@code _move}, committed
 * together with what was copied. Another move from the same source to the same target goes on from there, in another
 * process too; calling again does after an error. The source is never changed. If it was away for longer than the source
 * keeps deletions, it is refused with a {@link dev.marcus.persistence.error.ChangesExpiredException}: begin again with a
 * new target. Of two moves to one target at once, one ends with a
 * {@link dev.marcus.persistence.error.ConflictException}.
 *
 * <p>A batch has up to 500 entries. Errors are those of {@link Store}, of either. For one thread.
 */
public final class Move {
    private static final int BATCH = 500;

    private final Store source;
    private final Store to;
    private final LongSupplier nanoTime;
    private Consumer<MoveProgress> listener = progress -> {};
    private @Nullable Running running;
    private boolean finished;

    /** Where a move stands as long as nothing fails; afterwards it is read anew from the target. */
    private static final class Running {
        private final Target target;
        private final Follower follower;
        private @Nullable Comparison comparison;

        Running(Target target, Follower follower) {
            this.target = target;
            this.follower = follower;
        }
    }

    private Move(Store source, Store to, LongSupplier nanoTime) {
        this.source = source;
        this.to = to;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the move from one store to another, begun anew or to be gone on with; nothing is done yet.
     *
     * @throws UnsupportedException if the source has no {@link Capability#CHANGE_FEED}
     * @throws InvalidRequestException if both are the same store
     */
    public static Move between(Store source, Store target) {
        return between(source, target, System::nanoTime);
    }

    static Move between(Store source, Store target, LongSupplier nanoTime) {
        if (!source.capabilities().has(Capability.CHANGE_FEED)) {
            throw new UnsupportedException("move: the source, '"
                    + source.description().scheme() + "', has no " + Capability.CHANGE_FEED
                    + " (expected: a backend that has it); copy it with copyTo while nobody writes");
        }
        if (source.description().storeId().equals(target.description().storeId())) {
            throw new InvalidRequestException("move: source and target are both store "
                    + source.description().storeId() + " (expected: two stores)");
        }
        return new Move(source, target, nanoTime);
    }

    /** Tells this listener how far it has come, after each batch and on the thread that moves. */
    public Move onProgress(Consumer<MoveProgress> told) {
        listener = requireNonNull(told, "listener");
        return this;
    }

    /**
     * Copies and follows until the target has what the source had at one moment of this call, makes the indexes that are
     * not unique, and compares the two stores the first time. Others may read and write the source meanwhile; if they write
     * faster than the target takes it, this does not return. May be called again, to have less left for {@link #finish}.
     *
     * @throws StoresDifferException if the target does not hold what it was given
     * @throws InvalidRequestException if a migration of the source has not ended: documents of several versions are told
     *     apart by revisions, which do not come along
     * @throws InvalidRequestException if the target holds what this move did not bring
     */
    public void catchUp() {
        attempt(this::caughtUp);
    }

    /**
     * Brings the rest, makes the unique indexes, compares what was not compared yet, and removes what the target keeps of
     * the move: from now on the target stands for the source. To be called when nobody writes to the source any more.
     *
     * @throws InvalidRequestException if somebody still wrote to the source; the move has not ended, and this can be called
     *     again
     * @throws StoresDifferException if the target does not hold what the source holds; stay with the source
     */
    public void finish() {
        attempt(state -> {
            caughtUp(state);
            new MovedIndexes(source, to).makeAll();
            Differences differences = requireNonNull(state.comparison).changed();
            if (isUnchangedAfter(state.target.record().reached())) {
                differences.throwIfAny();
                state.target.end();
                finished = true;
            }
        });
        if (!finished) {
            throw new InvalidRequestException("move: the source was written to while the move was finished"
                    + " (expected: nobody writes to it; stop them and call finish again)");
        }
    }

    /** A revision alone is no change: a backend may take one for itself, as SQLite does when it syncs later. */
    private boolean isUnchangedAfter(long revision) {
        return source.changes(revision, 1).changes().isEmpty();
    }

    private void attempt(Consumer<Running> step) {
        if (finished) {
            throw new InvalidRequestException(
                    "move: finished already (expected: no further call; the target stands for the source)");
        }
        CarriedVersions.collections(source); // refuses a source whose migration has not ended
        Running state = running;
        running = null;
        if (state == null) {
            Target target = Target.of(to, source);
            MoveRecord record = target.record();
            state = new Running(target, Follower.resumed(source, record.reached(), record.begun()));
        }
        step.accept(state);
        running = state;
    }

    private void caughtUp(Running state) {
        follow(state);
        new MovedIndexes(source, to).makeOrdinary();
        if (state.comparison == null) {
            Comparison comparison = new Comparison(source, to, state.target);
            comparison.unchanged(meter(MoveProgress.Phase.COMPARING, 0), entries());
            state.comparison = comparison;
            follow(state);
        }
    }

    private void follow(Running state) {
        Target target = state.target;
        if (target.record().isCopying()) {
            ProgressMeter meter =
                    meter(MoveProgress.Phase.COPYING, target.record().copied());
            long total = entries();
            while (target.record().isCopying()) {
                int copied = target.apply(state.follower.next(BATCH));
                meter.add(copied, target.record().isCopying() ? total : 0);
            }
        }
        ProgressMeter meter = meter(MoveProgress.Phase.FOLLOWING, 0);
        for (boolean more = true; more; ) {
            ChangeBatch batch = state.follower.next(BATCH);
            int followed = target.apply(batch);
            more = batch.more();
            meter.add(followed, meter.done() + followed + (more ? source.lastRevision() - batch.reached() : 0));
        }
    }

    private ProgressMeter meter(MoveProgress.Phase phase, long before) {
        return new ProgressMeter(phase, before, listener, nanoTime);
    }

    private long entries() {
        return source.collections().stream()
                .filter(Target::takes)
                .mapToLong(collection -> source.count(Query.of(collection)))
                .sum();
    }
}

package dev.marcus.persistence.file;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The journals, one behind the other, and the checkpoints that take their place from time to time. For one thread; the
 * figures may be read by any.
 */
final class Log {
    private static final System.Logger LOG = System.getLogger(Log.class.getName());
    private static final long LONGEST_JOURNAL = 64 << 20;

    private final StoreDirectory directory;
    private final Checkpoints checkpoints;
    private final long checkpointBytes;
    private final Set<String> dirty;

    /** How long the journals before the current one are that a recovery would read. */
    private final SortedMap<Long, Long> older;

    private Journal journal;
    private long number;
    private long nextAttemptBytes;
    private volatile long bytes;
    private volatile End end;
    private volatile long syncs;
    private volatile long syncNanos;
    private volatile @Nullable String trouble;

    /**
     * The place up to which everything has been written.
     *
     * @param journal the number of the current journal
     * @param bytes how long it is
     */
    record End(long journal, long bytes) {}

    private Log(
            StoreDirectory directory,
            Checkpoints checkpoints,
            long checkpointBytes,
            Opening.Found found,
            Journal journal,
            long number) {
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.checkpointBytes = checkpointBytes;
        this.journal = journal;
        this.number = number;
        dirty = new HashSet<>(found.replay().changed());
        older = new TreeMap<>(found.replay().needed());
        end = new End(number, journal.size());
        count();
    }

    /**
     * Begins a new journal behind what was found. A process that was killed may have left in the cache of the system what
     * a loss of power still takes away, so all that was read is forced to the medium before anything is built on it.
     */
    static Log begin(
            StoreDirectory directory, Opening.Found found, InstantSource clock, long checkpointBytes, Executor executor)
            throws IOException {
        for (long read : directory.journals()) {
            directory.disk().force(directory.journal(read));
        }
        directory.disk().forceDirectory(directory.inside());
        directory.disk().forceDirectory(directory.path());
        long number = found.lastJournal() + 1;
        Journal journal = Journal.create(
                directory.disk(), directory.journal(number), found.replay().lastCommits());
        try {
            directory.disk().forceDirectory(directory.inside());
            boolean replayed = !found.replay().needed().isEmpty();
            Manifest manifest =
                    found.manifest().opened(replayed ? found.manifest().journal() : number);
            directory.write(manifest, directory.manifest());
            Checkpoints checkpoints = new Checkpoints(
                    directory,
                    new Checkpoint(directory, found.contents(), found.contents().foreignFiles()),
                    clock,
                    executor,
                    manifest);
            checkpoints.removeOld(manifest);
            return new Log(directory, checkpoints, checkpointBytes, found, journal, number);
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    String place() {
        return directory.path().toString();
    }

    /** Adds a commit to those that are written next. */
    void add(List<Draft.Written> written, Instant lastTime) {
        journal.add(written, lastTime);
        written.forEach(change -> dirty.add(change.collection()));
    }

    int addedBytes() {
        return journal.addedBytes();
    }

    /** Hands what was added to the operating system; after a failure it is forgotten. */
    void append() throws IOException {
        journal.append();
        count();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, any reads
    void force() throws IOException {
        long start = System.nanoTime();
        journal.force();
        syncNanos += System.nanoTime() - start;
        syncs++;
    }

    boolean isForced() {
        return journal.isForced();
    }

    /** Returns how long the journals are that a recovery would read. */
    long bytes() {
        return bytes;
    }

    long syncs() {
        return syncs;
    }

    long syncNanos() {
        return syncNanos;
    }

    /** Returns what a person should look at; null if all is well. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void count() {
        long sum = journal.size();
        for (long size : older.values()) {
            sum += size;
        }
        bytes = sum;
        end = new End(number, journal.size());
    }

    /** Returns how far the journals have been written. */
    End end() {
        return end;
    }

    /** Runs this while no checkpoint replaces files, and hands it what they are. */
    <T> T whileFilesRest(Function<Manifest, T> reading) {
        return checkpoints.whileFilesRest(reading);
    }

    /**
     * Goes on in a new journal if this one has grown long, and begins a checkpoint if all of them have. If there is no
     * room for that, the journal goes on.
     *
     * @throws IOException if the journal cannot be synced
     * @throws OutcomeUnknownException if a checkpoint failed so that nobody knows what is on the medium
     */
    void tend(StoreState state) throws IOException {
        takeNote(checkpoints.ended(false));
        boolean due = !checkpoints.isRunning() && bytes >= Math.max(least(state), nextAttemptBytes);
        if ((due || journal.size() >= Math.min(checkpointBytes, LONGEST_JOURNAL)) && rotate() && due) {
            checkpoints.start(state, dirty, number);
            dirty.clear();
        }
    }

    /**
     * A checkpoint costs as much as writing all there is, so it waits until twice as much has been written since; while
     * entries are only added, it would write what stands in the journals once more and gain nothing.
     */
    private long least(StoreState state) {
        return Math.max(Math.min(checkpointBytes, 1L << 50), 2 * state.bytes());
    }

    private void takeNote(Checkpoints.@Nullable Ended ended) {
        if (ended == null) {
            return;
        }
        Throwable failure = ended.failure();
        dirty.addAll(ended.dirty());
        if (failure == null) {
            trouble = null;
            nextAttemptBytes = 0;
            older.headMap(checkpoints.manifest().journal()).clear();
            count();
        } else if (failure instanceof OutcomeUnknownException unknown) {
            throw unknown;
        } else {
            nextAttemptBytes = bytes + Math.min(checkpointBytes, 1L << 50);
            trouble = "the last checkpoint failed, and the journal grows: " + failure;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A checkpoint of " + place() + " failed; the journal goes on.",
                    failure);
        }
    }

    /** Goes on in a new journal, if one can be made. */
    private boolean rotate() throws IOException {
        if (!journal.isForced()) {
            force();
        }
        Journal next;
        try {
            directory.disk().delete(directory.journal(number + 1));
            next = Journal.create(directory.disk(), directory.journal(number + 1), journal.commits());
        } catch (IOException e) {
            nextAttemptBytes = bytes + Math.min(checkpointBytes, 1L << 50);
            LOG.log(System.Logger.Level.WARNING, "No new journal of " + place() + " can be made; the old goes on.", e);
            return false;
        }
        try {
            directory.forceNames(directory.inside());
        } catch (OutcomeUnknownException e) {
            next.close();
            throw e;
        }
        Journal old = journal;
        journal = next;
        older.put(number++, old.size());
        count();
        old.close();
        return true;
    }

    /** Writes the files anew and marks the store as closed; the journal, which is synced, is then not needed any more. */
    void finish(StoreState state) {
        try {
            takeNote(checkpoints.ended(true));
            journal.close();
            checkpoints.finish(state, dirty, number + 1);
        } catch (IOException | OutcomeUnknownException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The files of " + place() + " could not be written at closing; everything is in the journal.",
                    e);
            abandon();
        }
    }

    /** Lets go of the journal and leaves everything for the next opening. */
    void abandon() {
        try {
            checkpoints.ended(true);
            journal.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The journal of " + place() + " could not be closed.", e);
        }
    }
}

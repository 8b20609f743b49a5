package dev.marcus.persistence.file;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints, one at a time, beside the thread that commits. A state never changes, so a checkpoint of it needs
 * nobody to wait; what is committed meanwhile goes to later journals. To be used by one thread, where nothing else is said.
 */
final class Checkpoints {
    private final StoreDirectory directory;
    private final Checkpoint checkpoint;
    private final InstantSource clock;
    private final Executor executor;
    /** Held while files are replaced, or while somebody reads them and needs them to stay. */
    private final ReentrantLock files = new ReentrantLock();

    private Manifest inPlace;
    private Manifest manifest;
    private Set<String> writing = Set.of();
    private @Nullable CompletableFuture<Manifest> running;

    Checkpoints(
            StoreDirectory directory,
            Checkpoint checkpoint,
            InstantSource clock,
            Executor executor,
            Manifest manifest) {
        this.directory = directory;
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.executor = executor;
        this.manifest = manifest;
        inPlace = manifest;
    }

    /** What became of a checkpoint: the collections that still have to be written, and why; nothing if it succeeded. */
    record Ended(Set<String> dirty, @Nullable Throwable failure) {}

    /** Returns what the files are, as far as that is known to be on the medium. */
    Manifest manifest() {
        return manifest;
    }

    boolean isRunning() {
        return running != null;
    }

    /** Begins to write these collections of the state, behind which the journal with this number goes on. */
    void start(StoreState state, Set<String> dirty, long journal) {
        Manifest last = manifest;
        writing = Set.copyOf(dirty);
        Set<String> collections = writing;
        running = CompletableFuture.supplyAsync(() -> write(last, state, collections, false, journal), executor);
    }

    private Manifest write(Manifest last, StoreState state, Set<String> dirty, boolean clean, long journal) {
        files.lock();
        try {
            Manifest written = checkpoint.write(last, state, dirty, clock.instant(), clean, journal);
            inPlace = written;
            removeOld(written);
            return written;
        } catch (IOException e) {
            throw new CompletionException(e);
        } finally {
            files.unlock();
        }
    }

    /** Runs this while no checkpoint replaces files, and hands it what they are; for any thread. */
    <T> T whileFilesRest(Function<Manifest, T> reading) {
        files.lock();
        try {
            return reading.apply(inPlace);
        } finally {
            files.unlock();
        }
    }

    /** Removes journals and tombstones that no recovery would read; what cannot be removed is left to the next time. */
    void removeOld(Manifest current) {
        try {
            for (long old : directory.journals()) {
                if (old < current.journal()) {
                    directory.disk().delete(directory.journal(old));
                }
            }
            directory.removeTombstonesBut(current.tombstones());
        } catch (IOException e) {
            System.getLogger(Checkpoints.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Old journals or tombstones of " + directory.path()
                                    + " could not be removed; the next checkpoint does.",
                            e);
        }
    }

    /** Returns what became of the running checkpoint, once; null if none has ended. Waits for it if that is asked. */
    @Nullable
    Ended ended(boolean wait) {
        CompletableFuture<Manifest> task = running;
        if (task == null || !wait && !task.isDone()) {
            return null;
        }
        running = null;
        try {
            manifest = task.join();
            return new Ended(Set.of(), null);
        } catch (CompletionException e) {
            return new Ended(writing, e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Writes the collections and marks the store as closed.
     *
     * @throws IOException if there is no room; everything is in the journals then
     * @throws OutcomeUnknownException if the disk failed; everything is in the journals then
     */
    void finish(StoreState state, Set<String> dirty, long journal) throws IOException {
        try {
            manifest = write(manifest, state, dirty, true, journal);
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }
}

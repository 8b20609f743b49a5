package dev.marcus.persistence.file;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes all commits that wait, appends them as one piece, syncs once, makes the state that
 * they lead to the current one, and then tells their callers. Being private, it cannot be interrupted by a caller.
 */
final class Committer {
    private static final System.Logger LOG = System.getLogger(Committer.class.getName());
    private static final int GROUP = 1000;
    private static final long FLUSH_NANOS = 200_000_000;

    private final Log log;
    private final InstantSource clock;
    private final boolean syncBeforeAcknowledging;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile StoreState state;
    private volatile boolean stopped;
    private @Nullable OutcomeUnknownException broken;
    private boolean syncFailed;

    /** When the journal is to be synced, by {@link System#nanoTime}; null if nothing waits for that. */
    private @Nullable Long flushAt;

    /** A commit in the queue; without one, the request to end. */
    private record Waiting(@Nullable Commit commit, CompletableFuture<CommitResult> future) {}

    /**
     * What a commit of the group will be told, once what it was judged by is as safe as promised: also a conflict tells of
     * entries that nobody can read before.
     */
    private record Judged(
            Waiting waiting,
            @Nullable CommitResult result,
            @Nullable PersistenceException refusal) {
        void tell() {
            if (refusal == null) {
                waiting.future.complete(result);
            } else {
                waiting.future.completeExceptionally(refusal);
            }
        }
    }

    Committer(Log log, StoreState state, InstantSource clock, boolean syncBeforeAcknowledging) {
        this.log = log;
        this.state = state;
        this.clock = clock;
        this.syncBeforeAcknowledging = syncBeforeAcknowledging;
        thread = new Thread(this::run, "persistence-file-committer");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    StoreState state() {
        return state;
    }

    CompletableFuture<CommitResult> submit(Commit commit) {
        CompletableFuture<CommitResult> future = new CompletableFuture<>();
        queue.add(new Waiting(commit, future));
        return future;
    }

    /** Refuses to wait on the thread that would have to do the work. */
    void checkMayWait() {
        if (Thread.currentThread() == thread) {
            throw new InvalidRequestException("commit was called from a callback on the thread that writes (expected:"
                    + " commitAsync there, or a callback on a thread of your own)");
        }
    }

    /**
     * Ends the thread when all before is written; the files are then written anew. Not cut short by an interrupt.
     *
     * @throws OutcomeUnknownException if a sync failed that would have made acknowledged commits durable
     */
    void close() {
        checkMayWait();
        CompletableFuture<CommitResult> end = new CompletableFuture<>();
        queue.add(new Waiting(null, end));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (syncFailed && !syncBeforeAcknowledging && broken != null) {
            throw broken;
        }
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        while (!stopped) {
            group.clear();
            try {
                Waiting first =
                        flushAt == null ? queue.take() : queue.poll(flushAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP);
                    write(group);
                }
                flushIfDue();
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "The thread that writes was interrupted; it goes on.", e);
            } catch (RuntimeException | Error e) {
                failAll(group, e);
            }
        }
        finish();
    }

    /** A failure that nobody foresaw: what was in the group is not known, and nothing more is written. */
    private void failAll(List<Waiting> group, Throwable cause) {
        OutcomeUnknownException unknown = new OutcomeUnknownException(
                log.place() + ": writing failed unexpectedly (expected: no such failure; reopen the store)", cause);
        broken = unknown;
        for (Waiting waiting : group) {
            if (waiting.commit == null) {
                stopped = true;
            }
            waiting.future.completeExceptionally(unknown);
        }
    }

    private void write(List<Waiting> group) {
        List<Judged> judged = new ArrayList<>(group.size());
        List<byte[]> records = new ArrayList<>(group.size());
        List<Draft.Written> written = new ArrayList<>();
        StoreState next = state;
        for (Waiting waiting : group) {
            if (waiting.commit == null) {
                stopped = true;
                continue;
            }
            if (broken != null) {
                waiting.future.completeExceptionally(broken);
                continue;
            }
            Draft draft = new Draft(next, clock);
            try {
                CommitResult result = CommitApplication.apply(waiting.commit, draft);
                judged.add(new Judged(waiting, result, null));
            } catch (PersistenceException e) {
                judged.add(new Judged(waiting, null, e));
                continue;
            }
            if (!draft.written().isEmpty()) {
                next = draft.state();
                records.add(JournalRecord.encode(draft.written(), next.lastTime()));
                written.addAll(draft.written());
            }
        }
        acknowledge(judged, append(records, written, next));
    }

    /** Returns null when the records are as safe as promised, or why they are not. */
    private @Nullable PersistenceException append(List<byte[]> records, List<Draft.Written> written, StoreState next) {
        if (records.isEmpty()) {
            return null;
        }
        try {
            log.append(records, written);
        } catch (IOException e) {
            return notWritten(e);
        }
        try {
            if (syncBeforeAcknowledging) {
                log.force();
            }
            state = next;
            log.checkpointIfDue(next);
            return null;
        } catch (IOException e) {
            return broken(e);
        } catch (OutcomeUnknownException e) {
            broken = e;
            return null; // the records themselves are safe in the journal
        }
    }

    /** Nothing was changed if that is on the medium too; otherwise a part may be found after reopening. */
    private PersistenceException notWritten(IOException cause) {
        try {
            log.force();
        } catch (IOException e) {
            cause.addSuppressed(e);
            return broken(cause);
        }
        return new StorageException(
                log.place() + ": the journal cannot be written (expected: room and permission; nothing was changed,"
                        + " retry then)",
                cause);
    }

    private OutcomeUnknownException broken(IOException cause) {
        syncFailed = true;
        OutcomeUnknownException unknown = new OutcomeUnknownException(
                log.place()
                        + ": the disk failed to sync; whether the commit is there is known after reopening the store,"
                        + " until then it refuses writes",
                cause);
        broken = unknown;
        return unknown;
    }

    private static void acknowledge(List<Judged> judged, @Nullable PersistenceException failure) {
        for (Judged commit : judged) {
            if (failure == null) {
                commit.tell();
            } else {
                commit.waiting.future.completeExceptionally(failure);
            }
        }
    }

    private void flushIfDue() {
        if (log.isForced() || syncFailed) {
            flushAt = null;
        } else if (flushAt == null) {
            flushAt = System.nanoTime() + FLUSH_NANOS;
        } else if (flushAt - System.nanoTime() <= 0) {
            flush();
            flushAt = null;
        }
    }

    private void flush() {
        try {
            if (!log.isForced() && !syncFailed) {
                log.force();
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void finish() {
        flush();
        for (Waiting late = queue.poll(); late != null; late = queue.poll()) {
            late.future.completeExceptionally(new StoreClosedException(log.place() + " is closed (expected: open)"));
        }
        if (broken == null) {
            log.finish(state);
        } else {
            log.abandon();
        }
    }
}

package dev.marcus.persistence.file;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes all commits that wait, appends them as one piece, syncs once, makes the state that
 * they lead to the current one, and then tells their callers. Being private, it cannot be interrupted by a caller.
 */
final class Committer {
    private static final System.Logger LOG = System.getLogger(Committer.class.getName());
    private static final int GROUP = 1000;
    private static final int GROUP_BYTES = 8 << 20;
    private static final long FLUSH_NANOS = 200_000_000;
    private static final int MOST = 100_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final int BYTES_PER_PERMIT = (int) (MOST_BYTES / MOST);
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Log log;
    private final InstantSource clock;
    private final Duration tombstones;
    private final boolean syncBeforeAcknowledging;
    private final LinkedBlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    /** What is under way takes room until it has been told. */
    private final Semaphore room = new Semaphore(MOST);

    private final Thread thread;
    private volatile StoreState state;
    private volatile @Nullable OutcomeUnknownException broken;
    private boolean stopped;
    private boolean syncFailed;

    /** When the journal is to be synced, by {@link System#nanoTime}; null if nothing waits for that. */
    private @Nullable Long flushAt;

    /** Something asked of the thread: a commit, or if there is none a sync, or that it ends. */
    private record Request(
            @Nullable Commit commit, CompletableFuture<@Nullable CommitResult> future, boolean last, int permits) {}

    /**
     * What a request of the group will be told, once what it was judged by is as safe as promised: also a conflict tells of
     * entries that nobody can read before.
     */
    private record Judged(
            Request request,
            @Nullable CommitResult result,
            @Nullable PersistenceException refusal) {}

    Committer(Log log, StoreState state, InstantSource clock, Duration tombstones, boolean syncBeforeAcknowledging) {
        this.log = log;
        this.state = state;
        this.clock = clock;
        this.tombstones = tombstones;
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

    /** Returns how many requests wait. */
    int waiting() {
        return queue.size();
    }

    /** Returns why nothing is written any more; null while writing goes on. */
    @Nullable
    OutcomeUnknownException broken() {
        return broken;
    }

    /**
     * Hands the commit in, and waits only while so many are under way that no more are taken.
     *
     * @throws TransientException if it would have to wait, and on the thread that writes
     */
    CompletableFuture<CommitResult> submit(Commit commit) {
        int permits = permits(commit);
        if (Thread.currentThread() != thread) {
            room.acquireUninterruptibly(permits);
        } else if (!room.tryAcquire(permits)) {
            throw new TransientException(
                    "commitAsync was called from a callback while so many commits are under way that no more are taken"
                            + " (expected: at most " + MOST + " commits or " + MOST_BYTES
                            + " bytes; retry on a thread of your own, which then waits for room)",
                    RETRY,
                    null);
        }
        return hand(new Request(commit, new CompletableFuture<>(), false, permits));
    }

    private static int permits(Commit commit) {
        long bytes = 0;
        for (Change change : commit.changes()) {
            bytes += change instanceof Change.Put put ? put.document().size() : 0;
        }
        return (int) Math.min(MOST, 1 + bytes / BYTES_PER_PERMIT);
    }

    private void tell(Request request, @Nullable CommitResult result, @Nullable RuntimeException failure) {
        room.release(request.permits);
        if (failure == null) {
            request.future.complete(result);
        } else {
            request.future.completeExceptionally(failure);
        }
    }

    /** Asks for a sync of everything acknowledged so far. */
    CompletableFuture<@Nullable CommitResult> sync() {
        return hand(new Request(null, new CompletableFuture<>(), false, 0));
    }

    @SuppressWarnings("NullAway") // the future of a commit ends with its result
    private CompletableFuture<CommitResult> hand(Request request) {
        queue.add(request);
        return request.future;
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
        queue.add(new Request(null, new CompletableFuture<>(), true, 0));
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
        OutcomeUnknownException cause = broken;
        if (syncFailed && !syncBeforeAcknowledging && cause != null) {
            throw cause;
        }
    }

    private void run() {
        List<Request> group = new ArrayList<>();
        while (!stopped) {
            group.clear();
            try {
                Request first =
                        flushAt == null ? queue.take() : queue.poll(flushAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    write(first, group);
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
    private void failAll(List<Request> group, Throwable cause) {
        OutcomeUnknownException unknown = new OutcomeUnknownException(
                log.place() + ": writing failed unexpectedly (expected: no such failure; reopen the store)", cause);
        broken = unknown;
        for (Request request : group) {
            stopped |= request.last;
            tell(request, null, unknown);
        }
    }

    /** Writes this request and those that wait behind it, as far as they fit into one piece. */
    private void write(Request first, List<Request> group) {
        List<Judged> judged = new ArrayList<>();
        StoreState next = state;
        boolean sync = syncBeforeAcknowledging;
        for (Request request = first; request != null; request = nextOf(group)) {
            group.add(request);
            Commit commit = request.commit;
            if (request.last) {
                stopped = true;
                break;
            }
            if (broken != null) {
                judged.add(new Judged(request, null, broken));
            } else if (commit == null) {
                sync = true;
                judged.add(new Judged(request, null, null));
            } else {
                Draft draft = new Draft(next, clock, tombstones);
                judged.add(judge(request, commit, draft));
                next = draft.written().isEmpty() || judged.get(judged.size() - 1).refusal != null
                        ? next
                        : draft.state();
            }
        }
        PersistenceException failure = broken == null ? append(sync, next) : null;
        for (Judged one : judged) {
            tell(one.request, one.result, failure == null ? one.refusal : failure);
        }
    }

    private @Nullable Request nextOf(List<Request> group) {
        return group.size() < GROUP && log.addedBytes() < GROUP_BYTES ? queue.poll() : null;
    }

    private Judged judge(Request request, Commit commit, Draft draft) {
        try {
            CommitResult result = CommitApplication.apply(commit, draft);
            if (!draft.written().isEmpty()) {
                log.add(draft.written(), draft.lastTime());
            }
            return new Judged(request, result, null);
        } catch (PersistenceException e) {
            return new Judged(request, null, e);
        }
    }

    /** Returns null when what was added is as safe as promised, or why it is not. */
    private @Nullable PersistenceException append(boolean sync, StoreState next) {
        try {
            if (log.addedBytes() > 0) {
                log.append();
            }
        } catch (IOException e) {
            return notWritten(e);
        }
        try {
            if (sync && !log.isForced()) {
                log.force();
            }
            state = next;
            log.tend(next);
            return null;
        } catch (IOException e) {
            return broken(e);
        } catch (OutcomeUnknownException e) {
            broken = e;
            return null; // the commits themselves are safe in the journal
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
        for (Request late = queue.poll(); late != null; late = queue.poll()) {
            tell(late, null, new StoreClosedException(log.place() + " is closed (expected: open)"));
        }
        if (broken == null) {
            log.finish(state);
        } else {
            log.abandon();
        }
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * The one writer of this store in this process: a thread that takes all commits that wait and writes them in one
 * transaction, so that they share its way to the server and its sync.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 4L << 20;
    private static final int ROOM = 100_000;
    private static final int BYTES_PER_PERMIT = 640;

    private final Transactions transactions;
    private final LinkedBlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM, true);
    private final Request end = new Request(Commit.builder().build());
    private final Thread thread;
    private volatile boolean closing;

    Writer(Transactions transactions) {
        this.transactions = transactions;
        thread = new Thread(this::run, "persistence-postgresql-writer");
        thread.setDaemon(true);
    }

    /** Starts the thread; to be called before anything is handed in. */
    Writer start() {
        thread.start();
        return this;
    }

    /** Refuses to wait on the thread that completes futures, which other commits wait for. */
    void checkMayWait() {
        if (Thread.currentThread() == thread) {
            throw new InvalidRequestException("commit was called from a callback on the thread that writes (expected:"
                    + " commitAsync there, or a callback on a thread of your own)");
        }
    }

    /** Waits until the commit is written; an interrupt does not cut it short. */
    CommitResult commit(Commit commit) {
        checkMayWait();
        Request request = new Request(commit);
        waiting.add(request);
        try {
            return request.future().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Hands the commit in, and waits only while so many are under way that no more are taken. */
    CompletableFuture<CommitResult> commitAsync(Commit commit) {
        Request request = new Request(commit);
        int permits = (int) Math.min(ROOM, 1 + request.bytes() / BYTES_PER_PERMIT);
        if (Thread.currentThread() != thread) {
            room.acquireUninterruptibly(permits);
        } else if (!room.tryAcquire(permits)) {
            throw new TransientException(
                    "commitAsync was called from a callback while so many commits are under way that no more are taken"
                            + " (expected: at most " + ROOM + "; retry on a thread of your own, which then waits)",
                    Duration.ofMillis(10),
                    null);
        }
        CompletableFuture<CommitResult> handedIn =
                request.future().whenComplete((result, failure) -> room.release(permits));
        waiting.add(request);
        return handedIn;
    }

    /** Returns how many commits wait. */
    int waiting() {
        return waiting.size();
    }

    private void run() {
        while (!closing || !waiting.isEmpty()) {
            try {
                Request first = waiting.take();
                if (first != end) {
                    write(first);
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "The thread that writes was interrupted; it goes on.");
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "The thread that writes failed; it goes on.", e);
            }
        }
    }

    private void write(Request first) {
        List<Request> group = new ArrayList<>();
        long bytes = 0;
        for (Request next = first; next != null; next = waiting.poll()) {
            if (next != end) {
                group.add(next);
                bytes += next.bytes();
            }
            Request following = waiting.peek();
            if (group.size() == MOST || following == null || bytes + following.bytes() > MOST_BYTES) {
                break;
            }
        }
        transactions.write(group);
        group.forEach(Request::tell);
    }

    /** Writes what waits and ends the thread; to be called once, and when nobody hands in any more. */
    @Override
    public void close() {
        checkMayWait();
        closing = true;
        waiting.add(end);
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
        transactions.close();
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The one writer of this store in this process. Commits wait in a queue, and one thread at a time, the leader, writes all
 * that wait in one transaction, so that they share its way to the server and its sync. A thread that waits for its commit
 * leads if nobody does, as to hand a commit over and back costs a good part of what it costs to write it. A private thread
 * leads for commits that nobody waits for, completes their futures, and leads for virtual threads, of which an interrupt
 * would close the connection.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 4L << 20;
    private static final int ROOM = 100_000;
    private static final int BYTES_PER_PERMIT = 640;

    private final Transactions transactions;
    private final ConcurrentLinkedQueue<Request> queue = new ConcurrentLinkedQueue<>();
    /** Written, and still to be told to those who do not wait. */
    private final ConcurrentLinkedQueue<Request> written = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean led = new AtomicBoolean();
    private final Semaphore room = new Semaphore(ROOM, true);
    private final Thread thread;
    private volatile boolean closing;

    Writer(Transactions transactions) {
        this.transactions = transactions;
        thread = new Thread(this::run, "persistence-postgresql-writer");
        thread.setDaemon(true);
    }

    /** Starts the private thread; to be called before anything is handed in. */
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

    /** Writes the commit, or waits for who does; an interrupt does not cut it short. */
    CommitResult commit(Commit commit) {
        checkMayWait();
        Thread mine = Thread.currentThread();
        boolean leads = !isVirtual(mine);
        Request request = Request.awaited(commit, mine, leads);
        queue.add(request);
        if (!leads) {
            wakeUnlessLed();
        }
        boolean interrupted = Thread.interrupted(); // or parking would not wait
        while (!request.isTold()) {
            if (leads && lead()) {
                try {
                    while (!request.isTold()) {
                        writeGroup();
                    }
                } finally {
                    resign();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            mine.interrupt();
        }
        return request.outcome();
    }

    /** Java 17 knows none; later ones put them all into a group of this name. */
    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads");
    }

    /** Hands the commit in, and waits only while so many are under way that no more are taken. */
    CompletableFuture<CommitResult> commitAsync(Commit commit) {
        Request request = Request.handedIn(commit);
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
        queue.add(request);
        wakeUnlessLed();
        return handedIn;
    }

    /** Returns how many commits wait. */
    int waiting() {
        return queue.size();
    }

    /** Who leads looks at the queue once more after resigning. */
    private void wakeUnlessLed() {
        if (!led.get()) {
            LockSupport.unpark(thread);
        }
    }

    private boolean lead() {
        return !led.get() && led.compareAndSet(false, true);
    }

    private void resign() {
        led.set(false);
        Request next = queue.peek();
        Thread successor = next == null ? null : next.leader();
        if (successor != null) {
            LockSupport.unpark(successor);
        }
        if (!written.isEmpty() || (next != null && successor == null)) {
            LockSupport.unpark(thread);
        }
    }

    private void writeGroup() {
        List<Request> group = nextGroup();
        transactions.write(group);
        for (Request request : group) {
            if (request.isAwaited()) {
                request.tell();
            } else {
                written.add(request);
            }
        }
    }

    /** Takes out what goes into one transaction: the first, and those behind it as far as they fit. */
    private List<Request> nextGroup() {
        List<Request> group = new ArrayList<>();
        long bytes = 0;
        for (Request next = queue.poll(); next != null; next = queue.poll()) {
            group.add(next);
            bytes += next.bytes();
            Request following = queue.peek();
            if (group.size() == MOST || following == null || bytes + following.bytes() > MOST_BYTES) {
                break;
            }
        }
        return group;
    }

    private void run() {
        while (!closing || !queue.isEmpty() || !written.isEmpty()) {
            try {
                if (!work()) {
                    LockSupport.park(this);
                    if (Thread.interrupted()) {
                        LOG.log(System.Logger.Level.WARNING, "The thread that writes was interrupted; it goes on.");
                    }
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "The thread that writes failed; it goes on.", e);
            }
        }
    }

    /** Does what there is to do; returns false if there was nothing. */
    private boolean work() {
        boolean worked = false;
        for (Request request = written.poll(); request != null; request = written.poll()) {
            request.tell();
            worked = true;
        }
        if (!queue.isEmpty() && lead()) {
            try {
                writeGroup();
            } finally {
                resign();
            }
            worked = true;
        }
        return worked;
    }

    /** Writes what waits and ends the thread; to be called once, and when nobody hands in any more. */
    @Override
    public void close() {
        checkMayWait();
        closing = true;
        LockSupport.unpark(thread);
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

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of this store in this process. Commits wait in a queue, and one thread at a time, the leader, writes all
 * that wait in one transaction. A thread that waits for its commit leads if nobody does: to hand a commit to another thread
 * and back would cost more than to write it. A private thread leads for commits that nobody waits for, completes their
 * futures, copies the log, and forces to the medium what was acknowledged before it was there.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    private static final long FLUSH_NANOS = 200_000_000;

    private final DatabaseFile file;
    private final LogKeeper log;
    private final Transactions transactions;
    private final CommitQueue queue = new CommitQueue();
    /** Written, and still to be told to those who do not wait. */
    private final ConcurrentLinkedQueue<Request> written = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean led = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;

    /** When all that was acknowledged is to be on the medium, by {@link System#nanoTime}; null if it is. */
    private volatile @Nullable Long flushAt;

    Writer(DatabaseFile file, InstantSource clock, Duration tombstones) {
        this.file = file;
        log = new LogKeeper(file);
        transactions = new Transactions(file, clock, tombstones, log);
        thread = new Thread(this::run, "persistence-sqlite-writer");
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

    private void checkOpen() {
        if (closing) {
            throw new StoreClosedException(file.path() + " is closed (expected: open)");
        }
    }

    /** Writes the commit, or waits for who does; an interrupt does not cut it short. */
    CommitResult commit(Commit commit) {
        checkMayWait();
        checkOpen();
        Request mine = Request.awaited(commit);
        queue.add(mine);
        boolean interrupted = false;
        while (!mine.isTold()) {
            if (lead()) {
                try {
                    while (!mine.isTold()) {
                        writeGroup();
                    }
                } finally {
                    resign();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted(); // or the next time would not wait
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return mine.outcome();
    }

    /** Hands the commit in, and waits only while so many are under way that no more are taken. */
    CompletableFuture<CommitResult> commitAsync(Commit commit) {
        checkOpen();
        Request request = Request.handedIn(commit);
        if (Thread.currentThread() == thread) {
            queue.addIfThereIsRoom(request);
        } else {
            queue.addWhenThereIsRoom(request);
        }
        wakeUnlessLed();
        return request.future();
    }

    /** Asks that all that was acknowledged so far be on the medium; does not wait. */
    CompletableFuture<Void> sync() {
        if (!transactions.hasUnsynced() && transactions.broken() == null) {
            return CompletableFuture.completedFuture(null);
        }
        Request request = Request.sync();
        queue.add(request);
        wakeUnlessLed();
        return request.future().thenAccept(synced -> {});
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
        Request next = queue.first();
        Thread successor = next == null ? null : next.waiting();
        if (successor != null) {
            LockSupport.unpark(successor);
        }
        if (!written.isEmpty() || log.isDue() || (next != null && successor == null) || startsFlush()) {
            LockSupport.unpark(thread);
        }
    }

    /** Sets the time of the next flush when something was acknowledged that is not on the medium. */
    private boolean startsFlush() {
        if (!transactions.hasUnsynced() || flushAt != null) {
            return false;
        }
        flushAt = System.nanoTime() + FLUSH_NANOS;
        return true;
    }

    private void writeGroup() {
        List<Request> group = queue.nextGroup();
        transactions.write(group);
        for (Request request : group) {
            if (request.waiting() == null) {
                written.add(request);
            } else {
                request.tell();
            }
        }
        transactions.tidy();
    }

    private void run() {
        while (!closing || !queue.isEmpty() || !written.isEmpty()) {
            try {
                if (!work()) {
                    pause();
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "The thread that writes failed; it goes on.", e);
            }
        }
    }

    /** Does what there is to do; returns false if there was nothing. */
    private boolean work() {
        boolean worked = tellWritten();
        if (!queue.isEmpty() && lead()) {
            try {
                writeGroup();
            } finally {
                resign();
            }
            worked = true;
        }
        boolean flushed = flushIfDue();
        boolean copied = copyIfDue();
        return worked || flushed || copied;
    }

    private boolean tellWritten() {
        boolean told = false;
        for (Request request = written.poll(); request != null; request = written.poll()) {
            queue.giveRoom(request);
            request.tell();
            told = true;
        }
        return told;
    }

    private boolean flushIfDue() {
        Long due = flushAt;
        if (due == null || due - System.nanoTime() > 0) {
            return false;
        }
        flushAt = null;
        if (transactions.hasUnsynced() && transactions.broken() == null) {
            queue.add(Request.sync());
        }
        return true;
    }

    private boolean copyIfDue() {
        if (!log.isDue() || transactions.broken() != null) {
            return false;
        }
        try {
            log.tend();
        } catch (SQLException e) {
            log.close();
            transactions.checkpointFailed(e);
        }
        return true;
    }

    private void pause() {
        Long due = flushAt;
        if (due == null) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, Math.max(1, due - System.nanoTime()));
        }
        if (Thread.interrupted()) {
            LOG.log(System.Logger.Level.WARNING, "The thread that writes was interrupted; it goes on.");
        }
    }

    /** Returns how the writing is doing. */
    StoreStatus status() {
        StoreStatus status = new StoreStatus(
                StoreStatus.State.UP,
                List.of(),
                queue.size(),
                file.logBytes(),
                transactions.syncs(),
                Duration.ofNanos(transactions.syncNanos()));
        String trouble = log.trouble();
        if (trouble != null) {
            status = status.with(StoreStatus.State.DEGRADED, trouble);
        }
        OutcomeUnknownException broken = transactions.broken();
        return broken == null ? status : status.with(StoreStatus.State.DOWN, String.valueOf(broken.getMessage()));
    }

    /**
     * Writes what waits, forces it to the medium, and ends the private thread; to be called once, and when nobody hands in
     * any more. Not cut short by an interrupt.
     *
     * @throws OutcomeUnknownException if acknowledged commits may not be on the medium
     */
    @Override
    public void close() {
        checkMayWait();
        if (transactions.hasUnsynced() && transactions.broken() == null) {
            queue.add(Request.sync());
        }
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
        log.close();
        transactions.close();
        OutcomeUnknownException broken = transactions.broken();
        if (broken != null && transactions.hasUnsynced()) {
            throw broken;
        }
    }
}

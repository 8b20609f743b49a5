package dev.marcus.persistence.watch;

import dev.marcus.persistence.spi.CommitSignals;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that something was committed, and wakes those who watch. One thread asks for the last revision, at the interval,
 * when the backend signals a commit, and whenever it is told to; there is none while nobody watches. For any number of threads.
 */
final class Lookout {
    private static final long NOTHING_SEEN = -1;

    private final LongSupplier lastRevision;
    private final CommitSignals signals;
    private final long intervalNanos;
    private final Set<Delivery<?>> watching = ConcurrentHashMap.newKeySet();
    private final Executor deliveries = deliveries();
    private volatile @Nullable Thread looking;
    private volatile boolean told;
    private CommitSignals.@Nullable Listening listening;
    private boolean closed;

    Lookout(LongSupplier lastRevision, CommitSignals signals, Duration interval) {
        this.lastRevision = lastRevision;
        this.signals = signals;
        intervalNanos = interval.toNanos();
    }

    /** A thread for each subscription that is busy, as each may be as slow as it likes; idle ones end by themselves. */
    private static Executor deliveries() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon(task, "persistence-watch-" + number.incrementAndGet()));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the threads to deliver on. */
    Executor executor() {
        return deliveries;
    }

    synchronized void join(Delivery<?> delivery) {
        if (closed) {
            delivery.close();
            return;
        }
        watching.add(delivery);
        if (looking == null) {
            Thread thread = daemon(this::keepLooking, "persistence-lookout");
            looking = thread;
            thread.start();
            listening = signals.listen(this::look);
        }
    }

    synchronized void leave(Delivery<?> delivery) {
        watching.remove(delivery);
        if (watching.isEmpty()) {
            stop();
        }
    }

    /** Has the thread look now. Costs next to nothing. */
    void look() {
        told = true; // as the thread may be parked within the store, where it uses the permit up
        LockSupport.unpark(looking);
    }

    private void keepLooking() {
        long seen = NOTHING_SEEN;
        while (looking == Thread.currentThread()) {
            told = false;
            long last = last();
            if (last != seen || last == NOTHING_SEEN) {
                seen = last;
                watching.forEach(Delivery::wake);
            }
            if (!told && looking == Thread.currentThread()) {
                LockSupport.parkNanos(this, intervalNanos);
            }
        }
    }

    /** If it cannot be told, those who watch are to look for themselves, and are told the error if they cannot either. */
    private long last() {
        try {
            return lastRevision.getAsLong();
        } catch (RuntimeException e) {
            return NOTHING_SEEN;
        }
    }

    private void stop() {
        Thread thread = looking;
        looking = null;
        LockSupport.unpark(thread);
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    /** Ends all that watch. */
    void close() {
        synchronized (this) {
            closed = true;
            stop();
        }
        watching.forEach(Delivery::close);
    }
}

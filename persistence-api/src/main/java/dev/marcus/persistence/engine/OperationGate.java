package dev.marcus.persistence.engine;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets operations in until the store closes, and lets the closing wait for those inside. An operation called from inside
 * another one, as by a predicate, is part of it.
 */
final class OperationGate {
    private final String store;
    private final AtomicLong inside = new AtomicLong();
    private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);
    private final Object monitor = new Object();
    private volatile boolean closing;

    OperationGate(String store) {
        this.store = store;
    }

    /** Enters for the time of a call by this thread; {@link #leave} must follow. */
    void enter() {
        int[] nested = depth.get();
        if (nested[0] == 0) {
            admit();
        }
        nested[0]++;
    }

    void leave() {
        int[] nested = depth.get();
        if (--nested[0] == 0) {
            release();
        }
    }

    /** Enters for an operation that another thread will end with {@link #release}. */
    void admit() {
        inside.incrementAndGet();
        if (closing) {
            release();
            throw new StoreClosedException("store " + store + " is closed (expected: open; open it again)");
        }
    }

    void release() {
        if (inside.decrementAndGet() == 0 && closing) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }

    /** Runs callbacks of a caller as a part of the operation that they belong to. */
    void runInside(Runnable callbacks) {
        int[] nested = depth.get();
        nested[0]++;
        try {
            callbacks.run();
        } finally {
            nested[0]--;
        }
    }

    /** Shuts the gate and waits until nobody is inside. An interrupt does not cut the waiting short. */
    void close() {
        if (depth.get()[0] > 0) {
            throw new InvalidRequestException(
                    "store " + store + ": close was called from inside an operation of the same"
                            + " store (expected: after it; the store stays open)");
        }
        closing = true;
        boolean interrupted = false;
        synchronized (monitor) {
            while (inside.get() > 0) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

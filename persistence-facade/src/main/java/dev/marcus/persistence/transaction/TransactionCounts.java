package dev.marcus.persistence.transaction;

import java.util.concurrent.atomic.LongAdder;

/** How the transactions of a store have fared. For any number of threads. */
public final class TransactionCounts {
    private final LongAdder committed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void noteCommitted() {
        committed.increment();
    }

    void noteRetried() {
        retried.increment();
    }

    void noteFailed() {
        failed.increment();
    }

    /** Returns how many have ended well. */
    public long committed() {
        return committed.sum();
    }

    /** Returns how many attempts met a conflict and were followed by another. */
    public long retried() {
        return retried.sum();
    }

    /** Returns how many have failed, be it by their work or by conflicts. */
    public long failed() {
        return failed.sum();
    }
}

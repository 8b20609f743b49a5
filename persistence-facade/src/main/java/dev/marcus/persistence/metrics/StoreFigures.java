package dev.marcus.persistence.metrics;

import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.transaction.TransactionCounts;
import java.util.function.LongSupplier;

/** What the gauges read. The registry holds it weakly, and the store holds it, so that no gauge keeps a store alive. */
final class StoreFigures {
    private final Store store;
    private final LongSupplier asyncWrites;
    private final TransactionCounts transactions;
    private final CleanupFigures cleanups;
    private volatile StoreStatus last = StoreStatus.up();

    StoreFigures(Store store, LongSupplier asyncWrites, TransactionCounts transactions, CleanupFigures cleanups) {
        this.store = store;
        this.transactions = transactions;
        this.asyncWrites = asyncWrites;
        this.cleanups = cleanups;
    }

    /** A store that is just closing keeps its last figures, as totals must not step back. */
    private StoreStatus status() {
        try {
            last = store.status();
        } catch (RuntimeException e) {
            return last;
        }
        return last;
    }

    double waitingCommits() {
        return status().waitingCommits();
    }

    double journalBytes() {
        return status().journalBytes();
    }

    long syncs() {
        return status().syncs();
    }

    double syncNanos() {
        return (double) status().syncTime().toNanos();
    }

    double asyncWrites() {
        return asyncWrites.getAsLong();
    }

    double transactionsCommitted() {
        return transactions.committed();
    }

    double transactionsFailed() {
        return transactions.failed();
    }

    double transactionsRetried() {
        return transactions.retried();
    }

    double cleanups() {
        return cleanups.runs().getAsLong();
    }

    double cleanedUp() {
        return cleanups.removed().getAsLong();
    }

    double failedCleanups() {
        return cleanups.failures().getAsLong();
    }

    double lastCleanup() {
        return cleanups.last().getAsDouble();
    }
}

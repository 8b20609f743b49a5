package dev.marcus.persistence.transaction;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs transactions over a store, each again until it commits or has met too many conflicts. For any number of threads. */
public final class Transactions {
    private final Store store;
    private final InstantSource clock;
    private final TransactionCounts counts;
    private final ThreadLocal<Boolean> running = ThreadLocal.withInitial(() -> false);

    /** Takes the store, and the clock that tells the time that a transaction sees on what it wrote itself. */
    public Transactions(Store store, InstantSource clock, TransactionCounts counts) {
        this.store = store;
        this.clock = clock;
        this.counts = counts;
    }

    /**
     * Runs the work on a view of the store and commits what it wrote; runs it anew if what it read was changed meanwhile.
     *
     * @throws ConflictException if the last attempt that is allowed met a conflict too, or a unique index does not allow
     *     what was written
     * @throws InvalidRequestException if this thread is inside a transaction of the same store already
     */
    public <T extends @Nullable Object> T run(Function<Store, T> work) {
        if (running.get()) {
            throw new InvalidRequestException("transaction: begun inside another one by the same thread (expected: one;"
                    + " hand the outer one on to what is to be part of it)");
        }
        running.set(true);
        try {
            T result = Attempts.repeat("transaction", () -> once(work), counts::noteRetried);
            counts.noteCommitted();
            return result;
        } catch (RuntimeException | Error e) {
            counts.noteFailed();
            throw e;
        } finally {
            running.remove();
        }
    }

    private <T extends @Nullable Object> T once(Function<Store, T> work) throws Attempts.Again {
        TransactionView view = new TransactionView(store, Entry.checkStoredAt(clock.instant()));
        T result = worked(work, view);
        if (view.stale() != null) { // which the work has caught
            throw Attempts.Again.after(view.stale());
        }
        Commit commit = view.toCommit();
        if (commit != null) {
            try {
                store.commit(commit);
            } catch (ConflictException e) {
                throw Attempts.Again.after(e);
            } catch (TransientException e) {
                throw Attempts.Again.after(e);
            }
        }
        return result;
    }

    private <T extends @Nullable Object> T worked(Function<Store, T> work, TransactionView view) throws Attempts.Again {
        try {
            return work.apply(Stores.over(view, store.description(), clock));
        } catch (TransientException e) {
            throw Attempts.Again.after(e);
        } catch (RuntimeException e) {
            if (view.stale() != null) {
                throw Attempts.Again.after(view.stale());
            }
            throw e;
        } finally {
            view.end();
        }
    }
}

package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One opened store of a backend. Called by many threads at once, never after {@link #close}, and only with valid names,
 * keys and sizes and with what {@link #capabilities} declares.
 *
 * <p>Small on purpose: filters, sorting, limits, paging, aggregation, the five operations, the closing of the gate and
 * the reports of conflicts come from the framework. Every failure is a
 * {@link dev.marcus.persistence.error.PersistenceException}; an I/O error is never "not found".
 */
public interface PersistenceBackend extends AutoCloseable {
    /** Returns what the store promises; the same for its whole life. */
    Capabilities capabilities();

    /** Returns a text made at random when the store was created, which it keeps when reopened. */
    String storeId();

    /**
     * Returns the revision of the newest commit that every read from now on sees, whole; 0 for a new store. Never lower
     * than a revision that was acknowledged before the call.
     */
    long lastRevision();

    /** Returns the names of the collections that hold at least one entry. */
    Set<String> collections();

    /** Returns the entry, or empty if there is none. */
    Optional<Entry> retrieve(String collection, String key);

    /**
     * Opens a cursor over the entries of one moment. How much of the request it takes into account is up to the backend,
     * which says it by {@link BackendCursor#pushed}; a backend that does nothing of it gives all entries of the
     * collection in any order and answers {@link Pushed#NOTHING}.
     */
    BackendCursor query(QueryRequest request);

    /**
     * Applies the commit all or none, if every precondition holds; when this returns, it is visible and as durable as
     * declared. {@link CommitApplication} does the greater part.
     *
     * @throws dev.marcus.persistence.error.ConflictException if a precondition does not hold
     */
    CommitResult commit(Commit commit);

    /**
     * Hands the commit in. A backend that queues commits returns at once; this default waits. The future ends with what
     * {@link #commit} would return or throw.
     */
    default CompletableFuture<CommitResult> commitAsync(Commit commit) {
        try {
            return CompletableFuture.completedFuture(commit(commit));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Returns what was found at opening that is not served. */
    default AdoptionReport adoptionReport() {
        return AdoptionReport.EMPTY;
    }

    /** Says what {@link #query} would read: an index, or the whole collection. */
    default AccessPath explain(QueryRequest request) {
        return AccessPath.of("reads the whole collection");
    }

    /**
     * Returns exactly how many entries pass the filter, or empty if the backend cannot tell without handing them over; the
     * framework then counts them. As with {@link #query}, what is damaged makes it fail.
     */
    default OptionalLong count(String collection, Filter filter) {
        return OptionalLong.empty();
    }

    /**
     * Returns how the store is doing, without waiting for anything; called at any time, also by many threads. What
     * {@link #adoptionReport} lists is added by the framework.
     */
    default StoreStatus status() {
        return StoreStatus.up();
    }

    /**
     * Reads everything, compares it with every checksum, index and count that there is, and says what is wrong where.
     * Changes nothing; others go on reading and writing meanwhile. This default reads the entries of every collection.
     */
    default VerifyReport verify() {
        return ReadingVerification.of(this);
    }

    /** Returns the optional interface, if this backend has it. Wrappers pass the question on. */
    default <T> Optional<T> extension(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /**
     * Makes everything durable and lets go of files and connections. Called once, when no operation runs; cursors that are
     * still open are not used again, except to be closed.
     */
    @Override
    void close();
}

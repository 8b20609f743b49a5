package dev.marcus.persistence.transaction;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store as a transaction sees it: as of one moment, with what the transaction has written on top. The framework makes a
 * store of it again, which filters, sorts and pages. For the thread that made it, until it is ended.
 */
final class TransactionView implements PersistenceBackend, CommitTarget {
    private final Store store;
    private final ReadSet reads;
    private final WriteSet writes;
    private final Thread owner = Thread.currentThread();
    private final List<Stream<Entry>> streams = new ArrayList<>();
    private @Nullable StaleReadException stale;
    private boolean ended;

    TransactionView(Store store, Instant time) {
        this.store = store;
        reads = new ReadSet(store);
        writes = new WriteSet(time);
    }

    private void check() {
        if (Thread.currentThread() != owner) {
            throw new InvalidRequestException("transaction: used by the thread '"
                    + Thread.currentThread().getName() + "' (expected: '" + owner.getName()
                    + "', which runs it; a thread of its own takes a transaction of its own)");
        }
        if (ended) {
            throw new InvalidRequestException("transaction: used after its end (expected: inside the function that was"
                    + " given to transaction(…); what streams hold is to be read there as well)");
        }
    }

    /** Something that reads, and may find that what was read before has changed. */
    private interface Reading<T> {
        T read();
    }

    private <T> T reading(Reading<T> reading) {
        check();
        if (stale != null) {
            throw stale; // somebody caught it: there is no way on
        }
        try {
            reads.begin();
            return reading.read();
        } catch (StaleReadException e) {
            stale = e;
            throw e;
        }
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return reading(() -> {
            if (writes.names(collection, key)) {
                return writes.of(collection).getOrDefault(key, Optional.empty());
            }
            Optional<Entry> found = store.retrieve(collection, key);
            reads.sawKey(collection, key, found.map(Entry::revision).orElse(0L));
            return found;
        });
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        return reading(() -> {
            Stream<Entry> stored = store.stream(
                    Query.of(request.collection()).where(request.filter()).sortBy(request.sorts()));
            streams.add(stored);
            reads.sawCollection(request.collection());
            return new ViewCursor(this::check, stored, writes.of(request.collection()), request);
        });
    }

    @Override
    public CommitResult commit(Commit commit) {
        check();
        writes.demand(commit.durability());
        return CommitApplication.apply(commit, this);
    }

    @Override
    public long revisionOf(String collection, String key) {
        return retrieve(collection, key).map(Entry::revision).orElse(0L);
    }

    @Override
    public long lastChange(String collection) {
        throw new UnsupportedException(
                "transaction: 'unchanged since' is no precondition inside of one (expected: a query"
                        + " inside the transaction, which demands it by itself)");
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        QueryRequest older = QueryRequest.of(
                collection, Filter.where("_stored_at").lt(cutoff), List.of(Sort.asc("_stored_at")), -1, null);
        List<String> keys = new ArrayList<>();
        try (BackendCursor cursor = query(older)) {
            for (Entry entry = cursor.next(); entry != null && keys.size() < limit; entry = cursor.next()) {
                keys.add(entry.key());
            }
        }
        return keys;
    }

    @Override
    public long nextRevision() {
        return writes.nextRevision();
    }

    @Override
    public Instant commitTime() {
        return writes.time();
    }

    @Override
    public void put(Entry entry) {
        writes.put(entry);
    }

    @Override
    public void delete(String collection, String key, long revision) {
        writes.delete(collection, key);
    }

    /** Returns why the transaction has to begin again, or null. */
    @Nullable
    ConflictException stale() {
        return stale;
    }

    /** Returns what is to be committed, or null if nothing was written: what was read was there at one moment. */
    @Nullable
    Commit toCommit() {
        return writes.isEmpty()
                ? null
                : writes.addTo(reads.addTo(Commit.builder())).build();
    }

    /** Ends the use of it. */
    void end() {
        ended = true;
        streams.forEach(Stream::close);
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public String storeId() {
        return store.description().storeId();
    }

    @Override
    public long lastRevision() {
        throw notInside("the last revision");
    }

    @Override
    public Set<String> collections() {
        throw notInside("the list of collections");
    }

    private static UnsupportedException notInside(String what) {
        return new UnsupportedException(
                "transaction: " + what + " cannot be asked for inside of one (expected: outside)");
    }

    @Override
    public void close() {}
}

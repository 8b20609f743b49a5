package dev.marcus.persistence.cache;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.spi.CommitSignals;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps entries that were read, and answers {@code retrieve} with them. What it serves was the newest committed state at
 * a moment of the call, so that nobody can tell it from the store beneath except by the time it takes. For a store that
 * nobody else writes, and any number of threads.
 *
 * <p>This rests on three rules. A commit drops its keys <em>before</em> the store is given it, so that no kept entry can
 * outlive what replaces it, not even while others see the new one already. What was read is kept only if no commit of the
 * key was under way when the reading began, nor has begun since: a slow reader cannot bring the old back. And a clearing,
 * which names no keys, makes everything kept of its collection worthless at once.
 *
 * <p>When the outcome of a commit is unknown, or somebody is given a way to the store that passes this by, nothing kept is
 * served any more. Entries come in by being read, not by being written, and the absence of an entry is not kept.
 */
public final class CachingStore extends ForwardingStore {
    /** Extensions that change no entry. */
    private static final Set<Class<?>> HARMLESS =
            Set.of(CommitSignals.class, SyncOnRequest.class, SnapshotBackup.class);

    private final Cache<EntryKey, Cached> cache;
    private final Flights flights = new Flights();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile boolean off;

    /** Takes over the store, and keeps as much of it as fits into so many bytes. */
    public CachingStore(Store next, long maximumBytes) {
        super(next);
        cache = Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .weigher((EntryKey key, Cached cached) -> cached.weight(key))
                .evictionListener((key, cached, cause) -> evictions.increment())
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        if (off) {
            return next().retrieve(collection, key);
        }
        EntryKey wanted = new EntryKey(collection, key);
        Flights.Lane clearings = flights.ofCollection(collection);
        Cached kept = cache.getIfPresent(wanted);
        if (kept != null && clearings.isUnchanged(kept.clearings())) {
            hits.increment();
            return Optional.of(kept.entry());
        }
        misses.increment();
        return read(wanted, flights.of(wanted), clearings);
    }

    /** Both tickets are taken before the reading begins. */
    private Optional<Entry> read(EntryKey wanted, Flights.Lane lane, Flights.Lane clearings) {
        long ticket = lane.ticket();
        long cleared = clearings.ticket();
        Optional<Entry> found = next().retrieve(wanted.collection(), wanted.key());
        if (found.isPresent() && ticket != Flights.Lane.NONE && cleared != Flights.Lane.NONE) {
            Cached fresh = new Cached(found.get(), cleared);
            lane.ifUnchanged(ticket, () -> cache.put(wanted, fresh));
        }
        return found;
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        CommitResult result = commit(Commit.of(new Change.Put(collection, key, document, null)));
        return result.outcomes().get(0).entry().orElseThrow();
    }

    @Override
    public boolean delete(String collection, String key) {
        CommitResult result = commit(Commit.of(new Change.Delete(collection, key)));
        return result.outcomes().get(0).affected() > 0;
    }

    @Override
    public CommitResult commit(Commit commit) {
        return during(flights.begin(commit.changes(), cache::invalidate), () -> next().commit(commit));
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        Names.checkCollection(collection);
        requireNonNull(cutoff, "cutoff");
        return during(flights.beginClearing(collection), () -> next().clearOld(collection, cutoff));
    }

    private <T> T during(Flights.Flight flight, Supplier<T> change) {
        try {
            return change.get();
        } catch (RuntimeException | Error e) {
            turnOffIfUnknown(e);
            throw e;
        } finally {
            flight.end();
        }
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        Flights.Flight flight = flights.begin(commit.changes(), cache::invalidate);
        CompletableFuture<CommitResult> committing;
        try {
            committing = next().commitAsync(commit);
        } catch (RuntimeException | Error e) {
            turnOffIfUnknown(e);
            flight.end();
            throw e;
        }
        return following(committing, (result, failure) -> {
            if (failure != null) {
                turnOffIfUnknown(failure);
            }
            flight.end();
        });
    }

    /** What may have happened may also still happen, and nobody would tell. */
    private void turnOffIfUnknown(Throwable failure) {
        if (!(failure instanceof PersistenceException) || failure instanceof OutcomeUnknownException) {
            turnOff();
        }
    }

    private void turnOff() {
        off = true;
        cache.invalidateAll();
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Optional<T> extension = next().extension(type);
        if (extension.isPresent() && !HARMLESS.contains(type)) {
            turnOff();
        }
        return extension;
    }

    @Override
    public void close() {
        try {
            next().close();
        } finally {
            turnOff(); // also if it failed, as nobody knows what is still open then
        }
    }

    /** Returns how many entries were answered from here. */
    public long hits() {
        return hits.sum();
    }

    /** Returns how many were asked of the store. */
    public long misses() {
        return misses.sum();
    }

    /** Returns how many were dropped for want of room. */
    public long evictions() {
        return evictions.sum();
    }

    /** Returns about how many entries are kept. */
    public long entries() {
        return cache.estimatedSize();
    }

    /** Returns about how many bytes they take. */
    public long bytes() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }
}

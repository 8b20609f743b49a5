package dev.marcus.persistence.tck.minimal;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.StoreTime;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A map of maps under one lock. */
final class MinimalBackend implements PersistenceBackend, CommitTarget {
    private final String storeId = UUID.randomUUID().toString();
    private final Map<String, Map<String, Entry>> collections = new HashMap<>();
    private final Map<String, Long> lastChanges = new HashMap<>();
    private final InstantSource clock;
    private Instant lastTime = Entry.MIN_STORED_AT;
    private long revision;

    MinimalBackend(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Capabilities capabilities() {
        return MinimalProvider.CAPABILITIES;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public synchronized long lastRevision() {
        return revision;
    }

    @Override
    public synchronized Set<String> collections() {
        Set<String> names = new HashSet<>(collections.keySet());
        names.removeIf(name -> in(name).isEmpty());
        return names;
    }

    @Override
    public synchronized Optional<Entry> retrieve(String collection, String key) {
        return Optional.ofNullable(in(collection).get(key));
    }

    @Override
    public synchronized BackendCursor query(QueryRequest request) {
        return BackendCursor.of(new ArrayList<>(in(request.collection()).values()).iterator());
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        return CommitApplication.apply(commit, this);
    }

    @Override
    public void close() {}

    private Map<String, Entry> in(String collection) {
        return collections.computeIfAbsent(collection, name -> new HashMap<>());
    }

    @Override
    public long revisionOf(String collection, String key) {
        Entry entry = in(collection).get(key);
        return entry == null ? 0 : entry.revision();
    }

    @Override
    public long lastChange(String collection) {
        return lastChanges.getOrDefault(collection, 0L);
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        return in(collection).values().stream()
                .filter(entry -> entry.storedAt().isBefore(cutoff))
                .sorted(Comparator.comparing(Entry::storedAt).thenComparing(Entry::revision))
                .limit(limit)
                .map(Entry::key)
                .toList();
    }

    @Override
    public long nextRevision() {
        return ++revision;
    }

    @Override
    public Instant commitTime() {
        lastTime = StoreTime.next(clock, lastTime);
        return lastTime;
    }

    @Override
    public void put(Entry entry) {
        in(entry.collection()).put(entry.key(), entry);
        lastChanges.put(entry.collection(), entry.revision());
    }

    @Override
    public void delete(String collection, String key, long removedAt) {
        in(collection).remove(key);
        lastChanges.put(collection, removedAt);
    }
}

package dev.marcus.persistence.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The least that a backend can be: a map under a lock, one change a commit, nothing pushed down. */
class SmallBackend implements PersistenceBackend, CommitTarget {
    private final Map<List<String>, Entry> entries = new HashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private long revision;
    int closings;

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(), Durability.NONE, new Limits(100, 1 << 20, 1));
    }

    @Override
    public String storeId() {
        return "small";
    }

    @Override
    public synchronized long lastRevision() {
        return revision;
    }

    @Override
    public synchronized Set<String> collections() {
        return entries.keySet().stream().map(name -> name.get(0)).collect(Collectors.toSet());
    }

    @Override
    public synchronized Optional<Entry> retrieve(String collection, String key) {
        return Optional.ofNullable(entries.get(List.of(collection, key)));
    }

    @Override
    public synchronized BackendCursor query(QueryRequest request) {
        Iterator<Entry> found = entries.values().stream()
                .filter(entry -> entry.collection().equals(request.collection()))
                .toList()
                .iterator();
        return new BackendCursor() {
            @Override
            public Entry next() {
                return found.hasNext() ? found.next() : null;
            }

            @Override
            public Pushed pushed() {
                return Pushed.NOTHING;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        return CommitApplication.apply(commit, this);
    }

    @Override
    public void close() {
        closings++;
    }

    @Override
    public long revisionOf(String collection, String key) {
        return retrieve(collection, key).map(Entry::revision).orElse(0L);
    }

    @Override
    public long lastChange(String collection) {
        return changed.getOrDefault(collection, 0L);
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        return entries.values().stream()
                .filter(e -> e.collection().equals(collection) && e.storedAt().isBefore(cutoff))
                .sorted(Comparator.comparing(Entry::storedAt))
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
        return Instant.EPOCH.plusSeconds(revision / 3);
    }

    @Override
    public void put(Entry entry) {
        entries.put(List.of(entry.collection(), entry.key()), entry);
        changed.put(entry.collection(), entry.revision());
    }

    @Override
    public void delete(String collection, String key, long at) {
        entries.remove(List.of(collection, key));
        changed.put(collection, at);
    }
}

package dev.marcus.persistence.cache;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The cache that everybody writes first: it forgets a key before and after its commit. The tests must be able to tell. */
final class NaiveCache extends ForwardingStore {
    private final Map<EntryKey, Entry> kept = new ConcurrentHashMap<>();

    NaiveCache(Store next) {
        super(next);
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        EntryKey wanted = new EntryKey(collection, key);
        Entry known = kept.get(wanted);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Entry> found = next().retrieve(collection, key);
        found.ifPresent(entry -> kept.put(wanted, entry));
        return found;
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        return commit(Commit.of(new Change.Put(collection, key, document, null)))
                .outcomes()
                .get(0)
                .entry()
                .orElseThrow();
    }

    @Override
    public boolean delete(String collection, String key) {
        return commit(Commit.of(new Change.Delete(collection, key)))
                        .outcomes()
                        .get(0)
                        .affected()
                > 0;
    }

    @Override
    public CommitResult commit(Commit commit) {
        forget(commit);
        try {
            return next().commit(commit);
        } finally {
            forget(commit);
        }
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        forget(commit);
        return next().commitAsync(commit).whenComplete((result, failure) -> forget(commit));
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        kept.clear();
        try {
            return next().clearOld(collection, cutoff);
        } finally {
            kept.clear();
        }
    }

    private void forget(Commit commit) {
        for (Change change : commit.changes()) {
            if (change instanceof Change.Put put) {
                kept.remove(new EntryKey(put.collection(), put.key()));
            } else if (change instanceof Change.Delete delete) {
                kept.remove(new EntryKey(delete.collection(), delete.key()));
            } else {
                kept.clear();
            }
        }
    }
}

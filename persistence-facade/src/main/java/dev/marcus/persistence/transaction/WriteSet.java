package dev.marcus.persistence.transaction;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction is going to write: of each key the last that was asked for. Entries bear a time and revisions that are
 * only for the transaction itself, until the commit gives them others.
 */
final class WriteSet {
    private static final long ABOVE_ALL = 1L << 62;

    private final Instant time;
    private final Map<String, Map<String, Optional<Entry>>> changes = new LinkedHashMap<>();
    private Durability durability = Durability.NONE;
    private long revision = ABOVE_ALL;

    WriteSet(Instant time) {
        this.time = time;
    }

    Instant time() {
        return time;
    }

    /** Takes a revision that no entry of the store has. */
    long nextRevision() {
        return ++revision;
    }

    void put(Entry entry) {
        note(entry.collection(), entry.key(), Optional.of(entry));
    }

    void delete(String collection, String key) {
        note(collection, key, Optional.empty());
    }

    private void note(String collection, String key, Optional<Entry> change) {
        Map<String, Optional<Entry>> inCollection = changes.computeIfAbsent(collection, any -> new LinkedHashMap<>());
        inCollection.remove(key); // what is written again takes its place at the end
        inCollection.put(key, change);
    }

    void demand(Durability least) {
        if (least.compareTo(durability) > 0) {
            durability = least;
        }
    }

    /** Says whether something is written under the key, or deleted. */
    boolean names(String collection, String key) {
        return of(collection).containsKey(key);
    }

    /** Returns what is written in the collection, by key. */
    Map<String, Optional<Entry>> of(String collection) {
        return changes.getOrDefault(collection, Map.of());
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Adds the changes to the commit. */
    Commit.Builder addTo(Commit.Builder commit) {
        changes.forEach((collection, inCollection) -> inCollection.forEach((key, change) -> {
            if (change.isEmpty()) {
                commit.delete(collection, key);
            } else if (change.get().storedAt().equals(time)) {
                commit.put(collection, key, change.get().document());
            } else {
                commit.putAt(
                        collection, key, change.get().document(), change.get().storedAt());
            }
        }));
        return commit.durability(durability);
    }
}

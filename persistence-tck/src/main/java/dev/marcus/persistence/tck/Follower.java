package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Begins with nothing, applies what the feed tells, and holds it against what a feed may tell; for one thread. */
final class Follower {
    private final Map<List<String>, Entry> held = new HashMap<>();
    private final Map<List<String>, Long> told = new HashMap<>();
    private long reached;

    /** Asks for one batch and applies it. */
    ChangeBatch follow(Store store, int limit) {
        ChangeBatch batch = store.changes(reached, limit);
        assertTrue(
                batch.changes().size() <= limit,
                () -> batch.changes().size() + " changes in a batch (expected: at most " + limit + ")");
        Set<List<String>> keys = new HashSet<>();
        for (ChangedEntry change : batch.changes()) {
            List<String> key = List.of(change.collection(), change.key());
            assertTrue(
                    change.revision() > reached,
                    () -> "revision " + change.revision() + " of " + key + " after " + reached + " had been reached");
            assertTrue(keys.add(key), () -> key + " is twice in a batch");
            assertTrue(
                    change.revision() > told.getOrDefault(key, 0L),
                    () -> key + " was told at revision " + told.get(key) + " and then at " + change.revision());
            told.put(key, change.revision());
            change.entry().ifPresentOrElse(entry -> held.put(key, entry), () -> held.remove(key));
        }
        assertTrue(
                batch.reached() >= reached, () -> "reached " + batch.reached() + " after " + reached + " was reached");
        if (batch.more()) {
            assertEquals(limit, batch.changes().size(), "how many changes are in a batch that says there are more");
            assertEquals(
                    batch.changes().get(limit - 1).revision(),
                    batch.reached(),
                    "what is reached where there are more (expected: the revision of the last change)");
        }
        reached = batch.reached();
        return batch;
    }

    /** Asks until there is no more. */
    void catchUp(Store store, int limit) {
        for (boolean more = true; more; ) {
            more = follow(store, limit).more();
        }
    }

    /** Returns the revision that was reached. */
    long reached() {
        return reached;
    }

    /** Returns the entries that are held of a collection, by their keys. */
    Map<String, Entry> held(String collection) {
        Map<String, Entry> entries = new TreeMap<>();
        held.forEach((key, entry) -> {
            if (key.get(0).equals(collection)) {
                entries.put(key.get(1), entry);
            }
        });
        return entries;
    }

    /** Asserts that what is held is what the store holds now. */
    void assertHoldsAllOf(Store store) {
        Set<String> collections = new HashSet<>(store.collections());
        held.keySet().forEach(key -> collections.add(key.get(0)));
        for (String collection : collections) {
            Map<String, Entry> stored = new TreeMap<>();
            store.query(Query.of(collection)).entries().forEach(entry -> stored.put(entry.key(), entry));
            assertEquals(stored, held(collection), "what a follower holds of '" + collection + "'");
        }
    }
}

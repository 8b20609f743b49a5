package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Removes what a query matches, in bounded commits, and nothing that somebody changed after it matched. */
final class Deletion {
    private static final int BATCH = 500;

    private final Store store;
    private final String collection;
    private final int size;

    private Deletion(Store store, String collection) {
        this.store = store;
        this.collection = collection;
        size = batch(store);
    }

    /** Returns how many entries are removed in one commit. */
    static int batch(Store store) {
        return Math.min(BATCH, store.capabilities().limits().changes());
    }

    /** An entry as it was when it matched; the document is let go. */
    private record Seen(String key, long revision) {}

    /** Returns how many entries were removed. */
    static long of(Store store, Query query) {
        return new Deletion(store, query.collection()).delete(query);
    }

    /** Removes those of the entries that nobody has changed since, of one collection and in one commit. */
    static long of(Store store, List<Entry> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        List<Seen> seen = entries.stream()
                .map(entry -> new Seen(entry.key(), entry.revision()))
                .toList();
        return new Deletion(store, entries.get(0).collection()).delete(seen);
    }

    private long delete(Query query) {
        long removed = 0;
        List<Seen> batch = new ArrayList<>();
        try (Stream<Entry> matches = store.stream(query)) {
            for (Iterator<Entry> all = matches.iterator(); all.hasNext(); ) {
                Entry match = all.next();
                batch.add(new Seen(match.key(), match.revision()));
                if (batch.size() == size) {
                    removed += delete(batch);
                    batch.clear();
                }
            }
        }
        return removed + delete(batch);
    }

    private long delete(List<Seen> batch) {
        List<Seen> rest = List.copyOf(batch);
        while (!rest.isEmpty()) {
            try {
                store.commit(commit(rest));
                return rest.size();
            } catch (ConflictException e) {
                List<Seen> unchanged = without(rest, e.conflicts());
                if (unchanged.size() == rest.size()) {
                    throw e; // for another reason than that one of these was changed
                }
                rest = unchanged;
            }
        }
        return 0;
    }

    private Commit commit(List<Seen> entries) {
        Commit.Builder commit = Commit.builder();
        for (Seen entry : entries) {
            commit.delete(collection, entry.key).requireRevision(collection, entry.key, entry.revision);
        }
        return commit.build();
    }

    private static List<Seen> without(List<Seen> entries, List<Conflict> conflicts) {
        Set<String> changed = conflicts.stream()
                .map(conflict -> String.valueOf(conflict.key()))
                .collect(Collectors.toSet());
        return entries.stream().filter(entry -> !changed.contains(entry.key)).toList();
    }
}

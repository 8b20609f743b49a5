package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
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

    /** How many are chosen for one counting, which takes longer than removing a batch. */
    private static final int CHOSEN = 20 * BATCH;

    private final Store store;
    private final String collection;
    private final int size;

    private Deletion(Store store, String collection) {
        this.store = store;
        this.collection = collection;
        size = Math.min(BATCH, store.capabilities().limits().changes());
    }

    /** An entry as it was when it matched; the document is let go. */
    private record Seen(String key, long revision) {}

    /** Returns how many entries were removed. */
    static long of(Store store, Query query) {
        return new Deletion(store, query.collection()).delete(query);
    }

    /**
     * Removes the oldest entries until so many are left, and returns how many. It counts before it reads any, and again after
     * they were chosen, as others may be removing the oldest at the same time: what is too many then, is too many as long as
     * it is there.
     */
    static long allButTheNewest(Store store, String collection, long entries) {
        Deletion deletion = new Deletion(store, collection);
        Query all = Query.of(collection);
        long surplus = store.count(all) - entries;
        long removed = 0;
        while (surplus > 0) {
            List<Seen> oldest = deletion.oldest((int) Math.min(surplus, CHOSEN));
            surplus = Math.max(0, store.count(all) - entries);
            long gone = deletion.inBatches(oldest.subList(0, (int) Math.min(surplus, oldest.size())));
            surplus = gone == 0 ? 0 : surplus - gone; // if others were faster everywhere, the rest is left to them
            removed += gone;
        }
        return removed;
    }

    private List<Seen> oldest(int entries) {
        try (Stream<Entry> oldest =
                store.stream(Query.of(collection).sortBy(Sort.oldestFirst()).limit(entries))) {
            return oldest.map(entry -> new Seen(entry.key(), entry.revision())).toList();
        }
    }

    private long inBatches(List<Seen> entries) {
        long removed = 0;
        for (int from = 0; from < entries.size(); from += size) {
            removed += delete(entries.subList(from, Math.min(from + size, entries.size())));
        }
        return removed;
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

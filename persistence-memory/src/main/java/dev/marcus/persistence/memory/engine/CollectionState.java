package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One collection at one moment, by key and by age; immutable. */
public final class CollectionState {
    private static final Comparator<Age> NEWEST_FIRST =
            Comparator.comparing(Age::storedAt).thenComparingLong(Age::revision).reversed();

    static final CollectionState EMPTY = new CollectionState(
            SortedTree.<String, Entry>empty(Comparator.naturalOrder()), SortedTree.empty(NEWEST_FIRST), 0);

    private final SortedTree<String, Entry> byKey;
    private final SortedTree<Age, Entry> byAge;
    private final long lastChange;

    /** The place of an entry in the default order. */
    private record Age(Instant storedAt, long revision) {
        private static Age of(Entry entry) {
            return new Age(entry.storedAt(), entry.revision());
        }
    }

    private CollectionState(SortedTree<String, Entry> byKey, SortedTree<Age, Entry> byAge, long lastChange) {
        this.byKey = byKey;
        this.byAge = byAge;
        this.lastChange = lastChange;
    }

    /** Returns how many entries there are. */
    public int size() {
        return byKey.size();
    }

    /** Returns the newest revision that an entry was stored or deleted with. */
    public long lastChange() {
        return lastChange;
    }

    /** Returns the entry, or null if there is none. */
    public @Nullable Entry get(String key) {
        return byKey.get(key);
    }

    /** Goes through the entries, newest first. */
    public Iterator<Entry> newestFirst() {
        return byAge.values();
    }

    /** Goes through the entries that come behind this place, newest first. */
    public Iterator<Entry> newestFirstBehind(Instant storedAt, long revision) {
        return byAge.valuesBehind(new Age(storedAt, revision));
    }

    /** Goes through the entries, oldest first. */
    public Iterator<Entry> oldestFirst() {
        return byAge.valuesBackwards();
    }

    List<String> keysOlderThan(Instant cutoff, int limit) {
        List<String> keys = new ArrayList<>();
        Iterator<Entry> oldest = byAge.valuesBackwards();
        while (keys.size() < limit && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!entry.storedAt().isBefore(cutoff)) {
                break;
            }
            keys.add(entry.key());
        }
        return keys;
    }

    CollectionState with(Entry entry) {
        Entry replaced = byKey.get(entry.key());
        SortedTree<Age, Entry> others = replaced == null ? byAge : byAge.without(Age.of(replaced));
        return new CollectionState(
                byKey.with(entry.key(), entry),
                others.with(Age.of(entry), entry),
                Math.max(lastChange, entry.revision()));
    }

    CollectionState without(String key, long revision) {
        Entry removed = byKey.get(key);
        return removed == null
                ? new CollectionState(byKey, byAge, Math.max(lastChange, revision))
                : new CollectionState(
                        byKey.without(key), byAge.without(Age.of(removed)), Math.max(lastChange, revision));
    }

    CollectionState changedAt(long revision) {
        return new CollectionState(byKey, byAge, Math.max(lastChange, revision));
    }
}

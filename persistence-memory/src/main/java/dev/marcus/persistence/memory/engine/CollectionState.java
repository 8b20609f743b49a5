package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One collection at one moment, by key and by age; immutable. */
public final class CollectionState {
    static final CollectionState EMPTY = new CollectionState(HashTrie.empty(Entry::key), AgeTree.EMPTY, 0);

    private final HashTrie<Entry> byKey;
    private final AgeTree byAge;
    private final long lastChange;

    private CollectionState(HashTrie<Entry> byKey, AgeTree byAge, long lastChange) {
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
        return byAge.newestFirst();
    }

    /** Goes through the entries that come behind this place, newest first. */
    public Iterator<Entry> newestFirstBehind(Instant storedAt, long revision) {
        return byAge.newestFirstBehind(storedAt, revision);
    }

    /** Goes through the entries, oldest first. */
    public Iterator<Entry> oldestFirst() {
        return byAge.oldestFirst();
    }

    List<String> keysOlderThan(Instant cutoff, int limit) {
        List<String> keys = new ArrayList<>();
        Iterator<Entry> oldest = byAge.oldestFirst();
        while (keys.size() < limit && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!entry.storedAt().isBefore(cutoff)) {
                break;
            }
            keys.add(entry.key());
        }
        return keys;
    }

    CollectionState with(Entry entry, Edit edit) {
        HashTrie<Entry> keys = byKey.with(entry, edit);
        AgeTree others = edit.replaced instanceof Entry replaced ? byAge.without(replaced, edit) : byAge;
        return new CollectionState(keys, others.with(entry, edit), Math.max(lastChange, entry.revision()));
    }

    CollectionState without(String key, long revision, Edit edit) {
        Entry removed = byKey.get(key);
        return removed == null
                ? changedAt(revision)
                : new CollectionState(
                        byKey.without(key, edit), byAge.without(removed, edit), Math.max(lastChange, revision));
    }

    CollectionState changedAt(long revision) {
        return new CollectionState(byKey, byAge, Math.max(lastChange, revision));
    }
}

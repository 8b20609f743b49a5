package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One collection at one moment, by key and by age; immutable. */
public final class CollectionState {
    private static final int BESIDE_A_DOCUMENT = 80;

    static final CollectionState EMPTY = new CollectionState(HashTrie.empty(Entry::key), AgeTree.EMPTY, 0, 0);

    private final HashTrie<Entry> byKey;
    private final AgeTree byAge;
    private final long lastChange;
    private final long bytes;

    private CollectionState(HashTrie<Entry> byKey, AgeTree byAge, long lastChange, long bytes) {
        this.byKey = byKey;
        this.byAge = byAge;
        this.lastChange = lastChange;
        this.bytes = bytes;
    }

    /** Returns about how many bytes the entries take as text. */
    long bytes() {
        return bytes;
    }

    private static long bytes(Entry entry) {
        return (long) entry.document().size() + entry.key().length() + BESIDE_A_DOCUMENT;
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
        AgeTree others = byAge;
        long grown = bytes + bytes(entry);
        if (edit.replaced instanceof Entry replaced) {
            others = byAge.without(replaced, edit);
            grown -= bytes(replaced);
        }
        return new CollectionState(keys, others.with(entry, edit), Math.max(lastChange, entry.revision()), grown);
    }

    CollectionState without(String key, long revision, Edit edit) {
        Entry removed = byKey.get(key);
        return removed == null
                ? changedAt(revision)
                : new CollectionState(
                        byKey.without(key, edit),
                        byAge.without(removed, edit),
                        Math.max(lastChange, revision),
                        bytes - bytes(removed));
    }

    CollectionState changedAt(long revision) {
        return new CollectionState(byKey, byAge, Math.max(lastChange, revision), bytes);
    }
}

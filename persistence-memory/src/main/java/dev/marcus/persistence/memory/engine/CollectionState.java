package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One collection at one moment, by key and by age; immutable. */
public final class CollectionState {
    private static final int BESIDE_A_DOCUMENT = 80;

    static final CollectionState EMPTY =
            new CollectionState(HashTrie.empty(Entry::key), OrderTree.empty(Age.NEWEST_FIRST), List.of(), 0, 0);

    private final HashTrie<Entry> byKey;
    private final OrderTree<Entry> byAge;
    private final List<IndexState> indexes;
    private final long lastChange;
    private final long bytes;

    private CollectionState(
            HashTrie<Entry> byKey, OrderTree<Entry> byAge, List<IndexState> indexes, long lastChange, long bytes) {
        this.byKey = byKey;
        this.byAge = byAge;
        this.indexes = indexes;
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

    /** Returns the entries, newest first. */
    OrderTree<Entry> byAge() {
        return byAge;
    }

    /** Returns the indexes. */
    List<IndexState> indexes() {
        return indexes;
    }

    /** Returns the index with this name, which is there. */
    IndexState index(String name) {
        return indexes.stream()
                .filter(state -> state.index().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Goes through the entries, newest first. */
    public Iterator<Entry> newestFirst() {
        return byAge.between(0, byAge.size());
    }

    /** Goes through the entries, oldest first. */
    public Iterator<Entry> oldestFirst() {
        return byAge.backwards(0, byAge.size());
    }

    List<String> keysOlderThan(Instant cutoff, int limit) {
        List<String> keys = new ArrayList<>();
        Iterator<Entry> oldest = oldestFirst();
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
        Entry replaced = edit.takeReplaced() instanceof Entry before ? before : null;
        OrderTree<Entry> others = byAge;
        long grown = bytes + bytes(entry);
        if (replaced != null) {
            others = byAge.without(replaced, edit);
            grown -= bytes(replaced);
        }
        return new CollectionState(
                keys,
                others.with(entry, edit),
                indexed(replaced, entry, edit),
                Math.max(lastChange, entry.revision()),
                grown);
    }

    CollectionState without(String key, long revision, Edit edit) {
        Entry removed = byKey.get(key);
        return removed == null
                ? changedAt(revision)
                : new CollectionState(
                        byKey.without(key, edit),
                        byAge.without(removed, edit),
                        indexed(removed, null, edit),
                        Math.max(lastChange, revision),
                        bytes - bytes(removed));
    }

    private List<IndexState> indexed(@Nullable Entry removed, @Nullable Entry added, Edit edit) {
        if (indexes.isEmpty()) {
            return indexes;
        }
        List<IndexState> changed = new ArrayList<>(indexes.size());
        for (IndexState index : indexes) {
            IndexState without = removed == null ? index : index.without(removed, edit);
            changed.add(added == null ? without : without.with(added, edit));
        }
        return changed;
    }

    /** Returns the state with this index, made over all entries, in the place of one with its name. */
    CollectionState with(Index index) {
        List<IndexState> more = new ArrayList<>(without(index.name()).indexes);
        more.add(IndexState.of(index, newestFirst()));
        return new CollectionState(byKey, byAge, more, lastChange, bytes);
    }

    /** Returns the state without the index of this name. */
    CollectionState without(String index) {
        List<IndexState> others = indexes.stream()
                .filter(state -> !state.index().name().equals(index))
                .toList();
        return new CollectionState(byKey, byAge, others, lastChange, bytes);
    }

    CollectionState changedAt(long revision) {
        return new CollectionState(byKey, byAge, indexes, Math.max(lastChange, revision), bytes);
    }
}

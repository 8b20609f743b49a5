package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** A whole store at one moment; immutable. */
public final class StoreState {
    /** The state of a new store. */
    public static final StoreState EMPTY =
            new StoreState(SortedTree.empty(Comparator.naturalOrder()), 0, Entry.MIN_STORED_AT);

    private final SortedTree<String, Named> collections;
    private final long revision;
    private final Instant lastTime;

    private record Named(String name, CollectionState state) {}

    private StoreState(SortedTree<String, Named> collections, long revision, Instant lastTime) {
        this.collections = collections;
        this.revision = revision;
        this.lastTime = lastTime;
    }

    /** Returns the collection, an empty one if nothing was ever stored in it. */
    public CollectionState collection(String name) {
        Named named = collections.get(name);
        return named == null ? CollectionState.EMPTY : named.state;
    }

    /** Returns the names of the collections that something was ever stored in, now empty or not. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Iterator<Named> all = collections.values(); all.hasNext(); ) {
            names.add(all.next().name);
        }
        return names;
    }

    /** Returns the names of the collections with at least one entry. */
    public Set<String> nonEmpty() {
        Set<String> names = new TreeSet<>();
        for (Iterator<Named> all = collections.values(); all.hasNext(); ) {
            Named named = all.next();
            if (named.state.size() > 0) {
                names.add(named.name);
            }
        }
        return names;
    }

    /** Returns the highest revision ever taken. */
    public long revision() {
        return revision;
    }

    /** Returns the last time that the store set itself. */
    public Instant lastTime() {
        return lastTime;
    }

    /** Returns the state with this entry in the place of the one with its key. */
    public StoreState with(Entry entry) {
        return with(entry.collection(), collection(entry.collection()).with(entry), entry.revision());
    }

    /** Returns the state without the entry, which was removed with this revision. */
    public StoreState without(String name, String key, long removedAt) {
        return with(name, collection(name).without(key, removedAt), removedAt);
    }

    /** Returns the state whose collection was last changed at this revision or later. */
    public StoreState changedAt(String name, long changed) {
        return with(name, collection(name).changedAt(changed), changed);
    }

    /** Returns the state in which this revision has been taken, and this time been set. */
    public StoreState reached(long taken, Instant time) {
        return new StoreState(collections, Math.max(revision, taken), time.isAfter(lastTime) ? time : lastTime);
    }

    private StoreState with(String name, CollectionState state, long taken) {
        return new StoreState(collections.with(name, new Named(name, state)), Math.max(revision, taken), lastTime);
    }
}

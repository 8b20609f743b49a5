package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** A whole store at one moment; immutable once it is shared. */
public final class StoreState {
    private static final System.Logger LOG = System.getLogger(StoreState.class.getName());

    /** The state of a new store. */
    public static final StoreState EMPTY = new StoreState(HashTrie.empty(Named::name), 0, Entry.MIN_STORED_AT, 0);

    private final HashTrie<Named> collections;
    private final long revision;
    private final Instant lastTime;
    private final long bytes;

    private record Named(String name, CollectionState state) {}

    private StoreState(HashTrie<Named> collections, long revision, Instant lastTime, long bytes) {
        this.collections = collections;
        this.revision = revision;
        this.lastTime = lastTime;
        this.bytes = bytes;
    }

    /** Returns the collection, an empty one if nothing was ever stored in it. */
    public CollectionState collection(String name) {
        Named named = collections.get(name);
        return named == null ? CollectionState.EMPTY : named.state;
    }

    /** Returns the names of the collections that something was ever stored in, now empty or not. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        collections.forEach(named -> names.add(named.name));
        return names;
    }

    /** Returns the names of the collections with at least one entry. */
    public Set<String> nonEmpty() {
        Set<String> names = new TreeSet<>();
        collections.forEach(named -> {
            if (named.state.size() > 0) {
                names.add(named.name);
            }
        });
        return names;
    }

    /** Returns the highest revision ever taken. */
    public long revision() {
        return revision;
    }

    /** Returns about how many bytes all entries take as text. */
    public long bytes() {
        return bytes;
    }

    /** Returns the last time that the store set itself. */
    public Instant lastTime() {
        return lastTime;
    }

    /** Returns the state with this entry in the place of the one with its key. */
    public StoreState with(Entry entry, Edit edit) {
        String name = entry.collection();
        return with(name, collection(name).with(entry, edit), entry.revision(), edit);
    }

    /** Returns the state with these entries, all of this collection, in the places of those with their keys. */
    public StoreState with(String name, Iterable<Entry> entries, Edit edit) {
        CollectionState state = collection(name);
        long taken = revision;
        for (Entry entry : entries) {
            state = state.with(entry, edit);
            taken = Math.max(taken, entry.revision());
        }
        return with(name, state, taken, edit);
    }

    /** Returns the state without the entry, which was removed with this revision. */
    public StoreState without(String name, String key, long removedAt, Edit edit) {
        return with(name, collection(name).without(key, removedAt, edit), removedAt, edit);
    }

    /** Returns the state with the index that is declared, made over the entries that there are. */
    StoreState with(Index.Declared declared) {
        String name = declared.collection();
        return with(name, collection(name).with(declared.index()), revision, new Edit());
    }

    /** Returns the state without the index that was declared. */
    StoreState without(Index.Declared declared) {
        String name = declared.collection();
        return with(name, collection(name).without(declared.index().name()), revision, new Edit());
    }

    /** Returns the state, which was put together without indexes, with all that its entries declare. */
    public StoreState indexed() {
        StoreState state = this;
        for (Iterator<Entry> definitions = collection(Index.COLLECTION).newestFirst(); definitions.hasNext(); ) {
            Entry definition = definitions.next();
            try {
                state = state.with(Index.Declared.of(definition.key(), definition.document()));
            } catch (InvalidRequestException e) { // somebody wrote it there by hand
                LOG.log(System.Logger.Level.WARNING, "An index is left out: {0}", e.getMessage());
            }
        }
        return state;
    }

    /** Returns the state whose collection was last changed at this revision or later. */
    public StoreState changedAt(String name, long changed) {
        return with(name, collection(name).changedAt(changed), changed, new Edit());
    }

    /** Returns the state in which this revision has been taken, and this time been set. */
    public StoreState reached(long taken, Instant time) {
        return new StoreState(collections, Math.max(revision, taken), time.isAfter(lastTime) ? time : lastTime, bytes);
    }

    private StoreState with(String name, CollectionState state, long taken, Edit edit) {
        HashTrie<Named> changed = collections.with(new Named(name, state), edit);
        long before = edit.replaced instanceof Named replaced ? replaced.state.bytes() : 0;
        return new StoreState(changed, Math.max(revision, taken), lastTime, bytes + state.bytes() - before);
    }
}

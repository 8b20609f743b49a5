package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.ChangeBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A whole store at one moment; immutable once it is shared. */
public final class StoreState {
    private static final System.Logger LOG = System.getLogger(StoreState.class.getName());

    /** The state of a new store. */
    public static final StoreState EMPTY =
            new StoreState(HashTrie.empty(Named::name), Feed.EMPTY, 0, Entry.MIN_STORED_AT, 0);

    /** The state that a store is read into, which has no indexes and no feed until it is {@link #complete}. */
    public static final StoreState UNREAD =
            new StoreState(HashTrie.empty(Named::name), Feed.WITHOUT_ENTRIES, 0, Entry.MIN_STORED_AT, 0);

    private final HashTrie<Named> collections;
    private final Feed feed;
    private final long revision;
    private final Instant lastTime;
    private final long bytes;

    private record Named(String name, CollectionState state, HashTrie<Tombstone> tombstones) {
        private Named with(CollectionState changed) {
            return new Named(name, changed, tombstones);
        }
    }

    private StoreState(HashTrie<Named> collections, Feed feed, long revision, Instant lastTime, long bytes) {
        this.collections = collections;
        this.feed = feed;
        this.revision = revision;
        this.lastTime = lastTime;
        this.bytes = bytes;
    }

    /** Returns the collection, an empty one if nothing was ever stored in it. */
    public CollectionState collection(String name) {
        return named(name).state;
    }

    private Named named(String name) {
        Named named = collections.get(name);
        return named == null ? new Named(name, CollectionState.EMPTY, HashTrie.empty(Tombstone::key)) : named;
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

    /**
     * Returns what changed after the revision.
     *
     * @throws dev.marcus.persistence.error.ChangesExpiredException if deletions after it are not known any more
     */
    public ChangeBatch changes(long after, int limit) {
        return feed.changes(after, limit, revision);
    }

    /** Returns the highest revision of a deletion of which there is no tombstone any more; 0 if none was dropped. */
    public long horizon() {
        return feed.horizon();
    }

    /** Goes through what is left of deleted entries, the oldest first. */
    public Iterator<Tombstone> tombstones() {
        return feed.tombstones();
    }

    /** Returns how many tombstones there are. */
    public int tombstoneCount() {
        return feed.tombstoneCount();
    }

    /** Returns the revision of the newest tombstone; 0 if there is none. */
    public long newestTombstone() {
        return feed.newestTombstone();
    }

    /** Returns the state with this entry in the place of the one with its key. */
    public StoreState with(Entry entry, Edit edit) {
        Named named = named(entry.collection());
        Entry replaced = named.state.get(entry.key());
        Tombstone raised = replaced == null ? named.tombstones.get(entry.key()) : null;
        Feed changed = feed.with(entry, replaced, edit);
        return raised == null
                ? with(named.with(named.state.with(entry, edit)), changed, entry.revision(), edit)
                : with(
                        new Named(
                                named.name, named.state.with(entry, edit), named.tombstones.without(entry.key(), edit)),
                        changed.without(raised, edit),
                        entry.revision(),
                        edit);
    }

    /** Returns the state, which is being read, with these entries, all of this collection, whose keys are not there. */
    public StoreState with(String name, Iterable<Entry> entries, Edit edit) {
        Named named = named(name);
        CollectionState state = named.state;
        long taken = revision;
        for (Entry entry : entries) {
            state = state.with(entry, edit);
            taken = Math.max(taken, entry.revision());
        }
        return with(named.with(state), feed, taken, edit);
    }

    /** Returns the state without the entry, if it is there, in whose place the tombstone is. */
    public StoreState with(Tombstone tombstone, Edit edit) {
        Named named = named(tombstone.collection());
        Entry removed = named.state.get(tombstone.key());
        Tombstone older = named.tombstones.get(tombstone.key());
        Feed changed = removed == null ? feed : feed.without(removed, edit);
        changed = older == null ? changed : changed.without(older, edit);
        return with(
                new Named(
                        named.name,
                        named.state.without(tombstone.key(), tombstone.revision(), edit),
                        named.tombstones.with(tombstone, edit)),
                changed.with(tombstone, edit),
                tombstone.revision(),
                edit);
    }

    /** Returns the state without its oldest tombstones, as far as they are older than is asked, and at most so many. */
    StoreState forgetting(Instant now, Duration age, int most) {
        StoreState state = this;
        Edit edit = new Edit();
        int left = most;
        for (Iterator<Tombstone> oldest = tombstones(); left > 0 && oldest.hasNext(); left--) {
            Tombstone tombstone = oldest.next();
            if (Duration.between(tombstone.deletedAt(), now).compareTo(age) <= 0) {
                break;
            }
            state = state.without(tombstone, edit);
        }
        return state;
    }

    private StoreState without(Tombstone tombstone, Edit edit) {
        Named named = named(tombstone.collection());
        Named forgotten = new Named(named.name, named.state, named.tombstones.without(tombstone.key(), edit));
        return with(forgotten, feed.without(tombstone, edit).since(tombstone.revision()), revision, edit);
    }

    /**
     * Returns the state that can tell what changed after this revision, but nothing of deletions before; the tombstones up
     * to it are gone.
     */
    public StoreState since(long horizon) {
        StoreState state = this;
        Edit edit = new Edit();
        for (Iterator<Tombstone> oldest = tombstones(); oldest.hasNext(); ) {
            Tombstone tombstone = oldest.next();
            if (tombstone.revision() > horizon) {
                break;
            }
            state = state.without(tombstone, edit);
        }
        return new StoreState(state.collections, state.feed.since(horizon), revision, lastTime, bytes);
    }

    /** Returns the state with the index that is declared, made over the entries that there are. */
    StoreState with(Index.Declared declared) {
        Named named = named(declared.collection());
        return with(named.with(named.state.with(declared.index())), feed, revision, new Edit());
    }

    /** Returns the state without the index that was declared. */
    StoreState without(Index.Declared declared) {
        Named named = named(declared.collection());
        return with(named.with(named.state.without(declared.index().name())), feed, revision, new Edit());
    }

    /**
     * Returns the state, which was read, with the indexes that its entries declare and with its feed. An entry that claims
     * the revision of another one gets a new one.
     */
    public StoreState complete() {
        StoreState state = this;
        List<Entry> entries = byRevision();
        List<Entry> claimed = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).revision() == entries.get(i - 1).revision()) {
                claimed.add(entries.get(i));
            }
        }
        Edit edit = new Edit();
        for (Entry entry : claimed) {
            state = state.with(
                    Entry.of(entry.collection(), entry.key(), entry.document(), entry.storedAt(), state.revision + 1),
                    edit);
        }
        Feed whole = feed.of(claimed.isEmpty() ? entries : state.byRevision());
        return new StoreState(state.collections, whole, state.revision, lastTime, state.bytes).indexed();
    }

    private List<Entry> byRevision() {
        List<Entry> entries = new ArrayList<>();
        collections.forEach(named -> named.state.oldestFirst().forEachRemaining(entries::add));
        entries.sort(Feed.BY_REVISION);
        return entries;
    }

    private StoreState indexed() {
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
        Named named = named(name);
        return with(named.with(named.state.changedAt(changed)), feed, changed, new Edit());
    }

    /** Returns the state in which this revision has been taken, and this time been set. */
    public StoreState reached(long taken, Instant time) {
        return new StoreState(
                collections, feed, Math.max(revision, taken), time.isAfter(lastTime) ? time : lastTime, bytes);
    }

    private StoreState with(Named named, Feed told, long taken, Edit edit) {
        HashTrie<Named> changed = collections.with(named, edit);
        long before = edit.takeReplaced() instanceof Named replaced ? replaced.state.bytes() : 0;
        return new StoreState(changed, told, Math.max(revision, taken), lastTime, bytes + named.state.bytes() - before);
    }
}

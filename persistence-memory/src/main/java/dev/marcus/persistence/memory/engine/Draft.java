package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One commit on its way from a state to the next; to be thrown away if it fails. For one thread. */
public final class Draft implements CommitTarget {
    /** Tombstones go away faster than they come, and no commit has much to do with it. */
    private static final int FORGOTTEN_A_CHANGE = 2;

    private final InstantSource clock;
    private final Duration tombstones;
    private final List<Written> written = new ArrayList<>();
    private Edit edit = new Edit();
    private StoreState state;
    private long revision;
    private @Nullable Instant time;

    /**
     * A change as it was applied.
     *
     * @param collection where
     * @param key which entry
     * @param revision the revision that the change took
     * @param entry what was stored; null if it was removed
     */
    public record Written(
            String collection,
            String key,
            long revision,
            @Nullable Entry entry) {}

    /**
     * Begins at this state, which stays as it is.
     *
     * @param tombstones for how long deletions are to be told of
     */
    public Draft(StoreState state, InstantSource clock, Duration tombstones) {
        this.state = state;
        this.clock = clock;
        this.tombstones = tombstones;
        revision = state.revision();
    }

    /** Returns the state with the changes so far, rid of a few tombstones if some are old enough. */
    public StoreState state() {
        edit = new Edit(); // what is shared from here on is not changed any more
        Instant set = time;
        return set == null
                ? state
                : state.reached(revision, set).forgetting(set, tombstones, FORGOTTEN_A_CHANGE * written.size());
    }

    /** Returns the last time that the store has set itself with the changes so far. */
    public Instant lastTime() {
        Instant set = time;
        return set == null ? state.lastTime() : set;
    }

    /** Returns the changes so far, in their order. */
    public List<Written> written() {
        return Collections.unmodifiableList(written);
    }

    @Override
    public long revisionOf(String collection, String key) {
        Entry entry = state.collection(collection).get(key);
        return entry == null ? 0 : entry.revision();
    }

    @Override
    public long lastChange(String collection) {
        return state.collection(collection).lastChange();
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        return state.collection(collection).keysOlderThan(cutoff, limit);
    }

    @Override
    public List<Index> uniqueIndexes(String collection) {
        List<IndexState> indexes = state.collection(collection).indexes();
        if (indexes.isEmpty()) {
            return List.of();
        }
        return indexes.stream()
                .map(IndexState::index)
                .filter(index -> index.kind() == Index.Kind.UNIQUE)
                .toList();
    }

    @Override
    public @Nullable String sameValues(String collection, Index index, List<Object> values, String key) {
        return state.collection(collection).index(index.name()).otherWith(values, key);
    }

    @Override
    public List<String> duplicates(String collection, Index index) {
        return state.collection(collection).index(index.name()).duplicates();
    }

    @Override
    public long nextRevision() {
        return ++revision;
    }

    @Override
    public Instant commitTime() {
        Instant set = time;
        if (set == null) {
            set = StoreTime.next(clock, state.lastTime());
            time = set;
        }
        return set;
    }

    @Override
    public void put(Entry entry) {
        if (entry.collection().equals(Index.COLLECTION)) {
            dropDeclared(entry.key());
            state = state.with(entry, edit).with(Index.Declared.of(entry.key(), entry.document()));
            edit = new Edit(); // what was made for the index is not changed in place
        } else {
            state = state.with(entry, edit);
        }
        written.add(new Written(entry.collection(), entry.key(), entry.revision(), entry));
    }

    @Override
    public void delete(String collection, String key, long removedAt) {
        if (collection.equals(Index.COLLECTION)) {
            dropDeclared(key);
        }
        state = state.with(new Tombstone(collection, key, removedAt, commitTime()), edit);
        written.add(new Written(collection, key, removedAt, null));
    }

    private void dropDeclared(String key) {
        Entry definition = state.collection(Index.COLLECTION).get(key);
        if (definition != null) {
            state = state.without(Index.Declared.of(key, definition.document()));
        }
    }
}

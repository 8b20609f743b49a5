package dev.marcus.persistence.transaction;

import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a transaction has read: revisions of keys, and collections that it queried. All of it is what the store held at one
 * revision, the snapshot; where the store has gone on, it is compared again and the snapshot follows.
 */
final class ReadSet {
    private static final int UNREAD = -1;

    private final Store store;
    private final Map<String, Map<String, Long>> keys = new HashMap<>();
    private final Set<String> queried = new HashSet<>();
    private long snapshot = UNREAD;

    ReadSet(Store store) {
        this.store = store;
    }

    /** Has the snapshot be of now, if nothing was read yet; to be called before each reading. */
    void begin() {
        if (snapshot == UNREAD) {
            snapshot = store.lastRevision();
        }
    }

    /**
     * Notes that the key was found at this revision, or 0 for not at all.
     *
     * @throws StaleReadException if that does not fit with what was read before
     */
    void sawKey(String collection, String key, long revision) {
        Long before = keys.computeIfAbsent(collection, any -> new HashMap<>()).putIfAbsent(key, revision);
        if (before != null && before != revision) {
            throw new StaleReadException(List.of(new Conflict(collection, key, before, revision)));
        }
        if (revision > snapshot || revision == 0) {
            follow();
        }
    }

    /**
     * Notes that the collection was queried.
     *
     * @throws StaleReadException if it has changed since the snapshot, or what was read before has
     */
    void sawCollection(String collection) {
        queried.add(collection);
        follow();
    }

    /** Makes the store's present state the snapshot, if it holds what was read. */
    private void follow() {
        long present = store.lastRevision();
        if (present != snapshot) {
            try {
                store.commit(addTo(Commit.builder()).build());
            } catch (ConflictException e) {
                throw new StaleReadException(e.conflicts());
            }
            snapshot = present;
        }
    }

    /** Adds the demand that everything that was read is still there as it was. */
    Commit.Builder addTo(Commit.Builder commit) {
        queried.forEach(collection -> commit.requireUnchanged(collection, snapshot));
        keys.forEach((collection, revisions) -> {
            if (!queried.contains(collection)) {
                revisions.forEach((key, revision) -> {
                    if (revision == 0) {
                        commit.requireAbsent(collection, key);
                    } else {
                        commit.requireRevision(collection, key, revision);
                    }
                });
            }
        });
        return commit;
    }
}

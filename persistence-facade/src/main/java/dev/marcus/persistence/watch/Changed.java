package dev.marcus.persistence.watch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object: the latest of its changes when it was read. Immutable if the object is.
 *
 * @param <T> the type of the object
 * @param collection the collection
 * @param key the key
 * @param revision the revision of the change, to be saved when everything that the change leads to has been done
 * @param stored the object as it is since the change; null if the change deleted it
 * @param storedAt when it was stored; null if it was deleted
 */
public record Changed<T>(
        String collection,
        String key,
        long revision,
        @Nullable T stored,
        @Nullable Instant storedAt) {
    /** Refuses an object without its time, and a time without an object. */
    public Changed {
        requireNonNull(collection, "collection");
        requireNonNull(key, "key");
        if ((stored == null) != (storedAt == null)) {
            throw new IllegalArgumentException("changed: collection '" + collection + "', key '" + key
                    + "' (expected: an object and its store time, or neither)");
        }
    }

    /** Says whether the change deleted the object. */
    public boolean isDeletion() {
        return stored == null;
    }

    /** Returns the object as it is since the change, or empty if the change deleted it. */
    public Optional<T> object() {
        return Optional.ofNullable(stored);
    }
}

package dev.marcus.persistence.store;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest change of one key, as the feed of a store tells it. Immutable.
 *
 * @param collection the collection
 * @param key the key
 * @param revision the revision that the change was given
 * @param stored the entry as it is since then; null if the change deleted it
 */
public record ChangedEntry(
        String collection,
        String key,
        long revision,
        @Nullable Entry stored) {
    /** Refuses invalid names, and an entry that is not the one named. */
    public ChangedEntry {
        Names.checkCollection(collection);
        Names.checkKey(key);
        if (revision < 1) {
            throw new InvalidRequestException("revision: " + revision + " (expected: >= 1)");
        }
        if (stored != null
                && (stored.revision() != revision
                        || !stored.key().equals(key)
                        || !stored.collection().equals(collection))) {
            throw new InvalidRequestException("changed entry: collection '" + collection + "', key '" + key
                    + "', revision " + revision + " was given the entry '" + stored.key() + "' of '"
                    + stored.collection() + "' at revision " + stored.revision() + " (expected: the same)");
        }
    }

    /** Returns the change that an entry came with. */
    public static ChangedEntry of(Entry stored) {
        return new ChangedEntry(stored.collection(), stored.key(), stored.revision(), stored);
    }

    /** Returns a deletion. */
    public static ChangedEntry deleted(String collection, String key, long revision) {
        return new ChangedEntry(collection, key, revision, null);
    }

    /** Says whether the change deleted the entry. */
    public boolean isDeletion() {
        return stored == null;
    }

    /** Returns the entry as it is since the change, or empty if the change deleted it. */
    public Optional<Entry> entry() {
        return Optional.ofNullable(stored);
    }
}

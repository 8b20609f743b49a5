package dev.marcus.persistence.error;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a commit relied on and that does not hold: a precondition, or that a unique index lets no two entries have
 * the same values.
 *
 * @param collection where
 * @param key the entry; null if the precondition was on the collection as a whole
 * @param expected the revision that the caller expected: that of the entry, 0 for no entry, or the newest change of the
 *     collection that the caller knew
 * @param found the revision found; 0 for none
 * @param index the name of the unique index that the entry violates, in which case both revisions are 0; null otherwise
 * @param other the key of the entry that has the same values already; null if no index is violated
 */
public record Conflict(
        String collection,
        @Nullable String key,
        long expected,
        long found,
        @Nullable String index,
        @Nullable String other)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    /** Takes a precondition that does not hold. */
    public Conflict(String collection, @Nullable String key, long expected, long found) {
        this(collection, key, expected, found, null, null);
    }

    /** Returns the conflict of an entry with another one that has the same values in a unique index. */
    public static Conflict notUnique(String collection, String key, String index, String other) {
        return new Conflict(collection, key, 0, 0, index, other);
    }

    /** Says it in a sentence. */
    public String describe() {
        if (index != null) {
            return "collection '" + collection + "', key '" + key + "': has the same values as key '" + other
                    + "' (expected: others, because the index '" + index + "' is unique)";
        }
        if (key == null) {
            return "collection '" + collection + "': changed at revision " + found + " (expected: unchanged since "
                    + expected + ")";
        }
        return "collection '" + collection + "', key '" + key + "': found " + name(found) + " (expected: "
                + name(expected) + ")";
    }

    private static String name(long revision) {
        return revision == 0 ? "no entry" : "revision " + revision;
    }
}

package dev.marcus.persistence.error;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One precondition that did not hold.
 *
 * @param collection where
 * @param key the entry; null if the precondition was on the collection as a whole
 * @param expected the revision that the caller expected: that of the entry, 0 for no entry, or the newest change of the
 *     collection that the caller knew
 * @param found the revision found; 0 for none
 */
public record Conflict(String collection, @Nullable String key, long expected, long found) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Says it in a sentence. */
    public String describe() {
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

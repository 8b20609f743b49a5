package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link CommitApplication} reads and writes while it applies one commit; the backend's transaction. */
public interface CommitTarget {
    /** Returns the revision of the entry as this commit sees it, or 0 if there is none. */
    long revisionOf(String collection, String key);

    /** Returns the newest revision that an entry of the collection was stored or deleted with, or 0. */
    long lastChange(String collection);

    /** Returns the keys of the oldest entries stored strictly before the cut-off, oldest first, at most so many. */
    List<String> keysOlderThan(String collection, Instant cutoff, int limit);

    /** Takes the next revision: higher than every one taken in this store before. */
    long nextRevision();

    /** Returns the store time of this commit; the same at each call. */
    Instant commitTime();

    /** Returns the unique indexes of the collection as this commit sees them; none where there are no indexes. */
    default List<Index> uniqueIndexes(String collection) {
        return List.of();
    }

    /**
     * Returns the key of an entry other than the given one that has the same values at the paths of the unique index, as
     * this commit sees it; null if there is none.
     *
     * @param values the values of the given one, none of them missing
     */
    default @Nullable String sameValues(String collection, Index index, List<Object> values, String key) {
        return null;
    }

    /** Returns the keys of two entries with the same values at the paths of the unique index; none if there are no such. */
    default List<String> duplicates(String collection, Index index) {
        return List.of();
    }

    /**
     * Writes the entry, over what is there. Where the backend declares {@code INDEXES}, an entry of
     * {@link Index#COLLECTION} makes the index that it defines, and deleting it drops the index.
     */
    void put(Entry entry);

    /** Removes the entry, which is there, and remembers the revision as the newest change of the collection. */
    void delete(String collection, String key, long revision);
}

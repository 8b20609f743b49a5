package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.List;

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

    /** Writes the entry, over what is there. */
    void put(Entry entry);

    /** Removes the entry, which is there, and remembers the revision as the newest change of the collection. */
    void delete(String collection, String key, long revision);
}

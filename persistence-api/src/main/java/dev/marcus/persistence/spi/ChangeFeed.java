package dev.marcus.persistence.spi;

import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.ChangeBatch;
import java.time.Duration;

/**
 * What {@link dev.marcus.persistence.store.Capability#CHANGE_FEED} consists of. An
 * {@link PersistenceBackend#extension extension}. The entries that are there tell their own last change; beside them a
 * backend keeps a tombstone for each key that was deleted, for a while.
 */
public interface ChangeFeed {
    /**
     * For how long tombstones are kept at least, by the clock of the store; the same on every backend. Older ones may go
     * when there are commits.
     */
    Setting<Duration> TOMBSTONES = Setting.ofDuration("tombstones", Duration.ofDays(7));

    /**
     * Returns what changed after the revision, as of one moment that lies after every commit acknowledged before the call:
     * every key that changed since, of any collection, once, with its latest change, deletions included.
     *
     * @param after 0 for everything that is there, without deletions; else a revision reached before
     * @param limit the most changes to return, at least 1
     * @throws ChangesExpiredException if {@code after} is not 0 and a deletion after it is not kept any more
     */
    ChangeBatch changes(long after, int limit);
}

package dev.marcus.persistence.memory.engine;

import java.time.Instant;

/**
 * What is left of an entry that was deleted, for a while and as long as its key is not stored again.
 *
 * @param collection the collection
 * @param key the key
 * @param revision the revision that the deletion took
 * @param deletedAt the store time of the deletion
 */
public record Tombstone(String collection, String key, long revision, Instant deletedAt) {}

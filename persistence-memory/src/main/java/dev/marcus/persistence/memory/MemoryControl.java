package dev.marcus.persistence.memory;

/** What a store in memory offers beyond others; {@code store.extension(MemoryControl.class)} gives it. */
public interface MemoryControl {
    /**
     * Makes the store a new, empty one at once, whose revisions begin again and whose cursors are not those of before.
     * Queries that are open go on in what they began with. For tests that are to start from nothing.
     */
    void reset();
}

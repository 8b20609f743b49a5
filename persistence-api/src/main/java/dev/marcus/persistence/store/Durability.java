package dev.marcus.persistence.store;

/** What an acknowledged commit survives, from nothing to the loss of a machine. Later constants promise more. */
public enum Durability {
    /** Nothing outlives the store. */
    NONE,
    /**
     * The end of the process at any moment. After a loss of power what is left is a prefix of the commits, without holes.
     */
    PROCESS,
    /** Also the loss of power: synced before the acknowledgement, visible to nobody before. */
    DISK,
    /** Also the loss of a machine. */
    REPLICATED
}

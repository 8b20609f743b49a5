package dev.marcus.persistence.store;

/** What becomes of a store that stands where another one is to be restored. */
public enum ExistingStore {
    /** Nothing is restored, and an error says so. */
    REFUSE,
    /** It is kept beside the restored one, under a name that says when it was replaced. */
    SET_ASIDE
}

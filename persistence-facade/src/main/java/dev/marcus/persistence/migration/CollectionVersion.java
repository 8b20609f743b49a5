package dev.marcus.persistence.migration;

import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * Which version the documents of a collection are of, as the store says.
 *
 * @param collection the collection
 * @param version the version of what is stored now
 * @param finished whether no documents of an older version are left
 * @param history what was done so far, in its order
 */
public record CollectionVersion(String collection, int version, boolean finished, List<AppliedStep> history) {
    /** The collection of the framework in which versions, history and leases are kept. */
    public static final String COLLECTION = "_migrations";

    /** Copies the list. */
    public CollectionVersion {
        history = List.copyOf(history);
    }

    /** Returns what the store says of this collection; empty if it was never migrated, and is of version 0. */
    public static Optional<CollectionVersion> of(Store store, String collection) {
        return store.retrieve(COLLECTION, collection)
                .map(Versions::of)
                .map(versions -> new CollectionVersion(
                        collection, versions.current(), versions.isFinished(), versions.history()));
    }
}

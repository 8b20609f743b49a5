package dev.marcus.persistence;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.Commit;

/** Keeps applications out of the collections that belong to the framework. */
final class Ownership {
    private Ownership() {}

    /** Returns the commit if all that it changes belongs to applications. */
    static Commit own(Commit commit) {
        commit.changes().forEach(change -> own(change.collection()));
        return commit;
    }

    /** Returns the name if it does not begin with {@code _}. */
    static String own(String collection) {
        if (collection.startsWith("_")) {
            throw new InvalidRequestException("collection: '" + collection
                    + "' (expected: a name that does not begin with _, because those belong to the framework)");
        }
        return collection;
    }
}

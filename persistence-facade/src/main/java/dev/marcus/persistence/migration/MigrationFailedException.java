package dev.marcus.persistence.migration;

import dev.marcus.persistence.error.PersistenceException;

/**
 * A step could not make its document out of one that is stored. That document is as it was; those of the batches before it
 * are migrated and stay so, and the next run goes on with the rest. Correct the step, or the document.
 */
public class MigrationFailedException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    private final String collection;
    private final String key;
    private final int step;

    /** Takes the document, the step, and what it threw, whose message is not shown because it may hold what is stored. */
    public MigrationFailedException(String collection, String key, int step, String name, Throwable cause) {
        super(
                "migration of collection '" + collection + "', key '" + key + "', step " + step + " '" + name
                        + "' failed with " + cause.getClass().getName()
                        + "; the document is as it was: correct the step"
                        + " or the document, and migrate again",
                cause);
        this.collection = collection;
        this.key = key;
        this.step = step;
    }

    /** Returns the collection of the document. */
    public String collection() {
        return collection;
    }

    /** Returns the key of the document. */
    public String key() {
        return key;
    }

    /** Returns the number of the step. */
    public int step() {
        return step;
    }
}

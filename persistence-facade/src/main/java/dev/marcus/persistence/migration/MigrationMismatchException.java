package dev.marcus.persistence.migration;

import dev.marcus.persistence.error.PersistenceException;

/**
 * What the store says was done to a collection does not fit the plan of this program: it is of another version, or a step
 * was applied that the plan has not, or has otherwise. Nothing was read as something else, and nothing was changed. Run the
 * program that the data is of, or correct the plan.
 */
public class MigrationMismatchException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that says what does not fit, and what to do. */
    public MigrationMismatchException(String message) {
        super(message, null);
    }
}

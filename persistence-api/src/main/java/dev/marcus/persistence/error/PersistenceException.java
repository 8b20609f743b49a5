package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of every failure of an operation on a store. Callers catch a subtype, because each asks for something else to
 * be done; new subtypes may come with any release.
 */
public class PersistenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do, and what led to it. */
    protected PersistenceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

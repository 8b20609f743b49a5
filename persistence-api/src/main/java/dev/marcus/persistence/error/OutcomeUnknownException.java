package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/**
 * The medium failed while committing: the commit is there whole or not at all, and only reopening the store tells which.
 * Until then the store answers reads and refuses writes. A repetition guarded by a revision is safe.
 */
public class OutcomeUnknownException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public OutcomeUnknownException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

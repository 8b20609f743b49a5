package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/**
 * Stored data is damaged. Nothing was changed, dropped or overwritten, and what is not named by the message stays
 * readable and writable.
 */
public class CorruptionException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public CorruptionException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public CorruptionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/** The backend does not promise what the call needs. Choose a backend that declares the named capability; nothing changed. */
public class UnsupportedException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public UnsupportedException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public UnsupportedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

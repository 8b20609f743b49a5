package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/** The medium refused: no room, no permission, an I/O error. Nothing changed; call again once the cause is gone. */
public class StorageException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public StorageException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

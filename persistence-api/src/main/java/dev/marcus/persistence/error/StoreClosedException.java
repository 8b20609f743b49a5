package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/** The store was closed before or during the call, or the cursor was. Open it again; nothing changed. */
public class StoreClosedException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public StoreClosedException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public StoreClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.marcus.persistence.error;

import org.jspecify.annotations.Nullable;

/** The call itself is wrong: a name, a key, a document, a query. Correct the call; nothing changed. */
public class InvalidRequestException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** Takes the message that tells the caller what to do. */
    public InvalidRequestException(String message) {
        this(message, null);
    }

    /** Takes the message that tells the caller what to do, and what led to it. */
    public InvalidRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

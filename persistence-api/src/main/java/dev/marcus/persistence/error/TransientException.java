package dev.marcus.persistence.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something passing was in the way, such as a lock held elsewhere. Call again unchanged; nothing changed. */
public class TransientException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** Takes the message, how long to wait before the next try, and what led to it. */
    public TransientException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = requireNonNull(retryAfter, "retryAfter");
    }

    /** Returns how long to wait before the next try. */
    public Duration retryAfter() {
        return retryAfter;
    }
}

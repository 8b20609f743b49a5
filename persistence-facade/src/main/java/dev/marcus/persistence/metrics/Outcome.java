package dev.marcus.persistence.metrics;

import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.error.UnsupportedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How operations end, as the value of a tag: one for each thing that a caller does about it. */
final class Outcome {
    private static final Map<Class<? extends Throwable>, String> NAMES = Map.of(
            ConflictException.class, "conflict",
            InvalidRequestException.class, "invalid",
            TransientException.class, "transient",
            UnsupportedException.class, "unsupported",
            OutcomeUnknownException.class, "unknown",
            StorageException.class, "storage",
            CorruptionException.class, "corruption",
            StoreClosedException.class, "closed");

    private Outcome() {}

    /** Subtypes count as what they are one of; what is none of these, such as an Error, is {@code error}. */
    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "success";
        }
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            String name = NAMES.get(type);
            if (name != null) {
                return name;
            }
        }
        return "error";
    }
}

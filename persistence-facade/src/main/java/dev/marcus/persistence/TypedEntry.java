package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;

/**
 * An object as it is stored: its key, when it was stored, and the revision that tells whether it changed since.
 *
 * @param <T> the type of the object
 * @param key its key
 * @param value the object
 * @param storedAt when it was stored
 * @param revision the number of the change that wrote it
 */
public record TypedEntry<T>(String key, T value, Instant storedAt, long revision) {
    static <T> TypedEntry<T> of(Entry entry, T value) {
        return new TypedEntry<>(entry.key(), value, entry.storedAt(), entry.revision());
    }
}

package dev.marcus.persistence.tck;

import org.jspecify.annotations.Nullable;

/**
 * An entry as Marcus keeps it, which a test plants where a store will find it.
 *
 * @param collection the collection that it belongs to
 * @param key its key
 * @param json the text of its value, which need not be an object, nor JSON
 * @param storedAt the text of its store time; null if it has none
 */
public record ForeignEntry(
        String collection,
        String key,
        String json,
        @Nullable String storedAt) {}

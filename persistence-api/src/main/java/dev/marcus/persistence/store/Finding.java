package dev.marcus.persistence.store;

import org.jspecify.annotations.Nullable;

/**
 * Something in a store that is damaged, or that is not served.
 *
 * @param place the file, table or row, for a person
 * @param collection the collection it would belong to; null if it belongs to none
 * @param key the key it would have; null if it is more or less than an entry
 * @param reason what is wrong, without any content
 */
public record Finding(
        String place, @Nullable String collection, @Nullable String key, String reason) {}

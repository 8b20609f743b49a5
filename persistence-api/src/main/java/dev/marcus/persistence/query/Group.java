package dev.marcus.persistence.query;

import dev.marcus.persistence.document.FieldPath;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the answer to an aggregation.
 *
 * @param keys what the group has in common, by the text of the path: a String, Boolean, number, an Instant for a span of
 *     time, null for null, and {@link #MISSING} or {@link #CONTAINER}
 * @param figures the figures by their names; null where there is none
 */
public record Group(Map<String, @Nullable Object> keys, Map<String, @Nullable BigDecimal> figures) {
    /** The key of the entries that have nothing at the path. */
    public static final Object MISSING = dev.marcus.persistence.document.PathReader.MISSING;
    /** The key of the entries that have an array or object at the path. */
    public static final Object CONTAINER = dev.marcus.persistence.document.PathReader.CONTAINER;

    /** Copies the maps, which may hold nulls. */
    public Group {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Returns what the group has at the {@linkplain FieldPath#parse path} it is grouped by; null for null. */
    public @Nullable Object key(String dottedPath) {
        return keys.get(dottedPath);
    }

    /** Returns the figure with this name; empty if there was nothing to compute it from. */
    public Optional<BigDecimal> figure(String name) {
        return Optional.ofNullable(figures.get(name));
    }
}

package dev.marcus.persistence.query;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Numbers;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the answer to an aggregation.
 *
 * @param keys what the group has in common, by the text of the path: a String, a Boolean, a number as {@link #normalised}
 *     gives it, an Instant for a span of time, null for null, and {@link #MISSING} or {@link #CONTAINER}
 * @param figures the figures by their names; null where there is none
 */
public record Group(Map<String, @Nullable Object> keys, Map<String, @Nullable BigDecimal> figures) {
    /** The key of the entries that have nothing at the path. */
    public static final Object MISSING = dev.marcus.persistence.document.PathReader.MISSING;
    /** The key of the entries that have an array or object at the path. */
    public static final Object CONTAINER = dev.marcus.persistence.document.PathReader.CONTAINER;

    private static final int MOST_DIGITS_OF_A_LONG = 19;

    /** Copies the maps, which may hold nulls. */
    public Group {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Returns the one form that equal numbers have as keys: a Long if it is one, else a BigDecimal without end zeros. */
    public static Number normalised(Number number) {
        if (number instanceof Long) {
            return number;
        }
        BigDecimal decimal = Numbers.toDecimal(number).stripTrailingZeros();
        return decimal.scale() <= 0
                        && decimal.precision() - decimal.scale() <= MOST_DIGITS_OF_A_LONG
                        && decimal.toBigInteger().bitLength() < Long.SIZE
                ? (Number) decimal.longValue()
                : decimal;
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

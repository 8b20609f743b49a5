package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The total order of values: missing, null, false, true, numbers, strings, times, and last arrays and objects. */
public final class ValueOrder {
    private ValueOrder() {}

    /** Compares two values as {@link dev.marcus.persistence.document.PathReader#read} gives them, an Instant for a time. */
    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String x && b instanceof String y) {
            return compareCodePoints(x, y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        return Integer.compare(rank(a), rank(b));
    }

    static boolean isContainer(@Nullable Object value) {
        return value == PathReader.CONTAINER || value instanceof List;
    }

    private static int rank(@Nullable Object value) {
        if (value == PathReader.MISSING) {
            return 0;
        }
        if (value == null) {
            return 1;
        }
        if (value instanceof Boolean bool) {
            return bool ? 3 : 2;
        }
        if (value instanceof Number) {
            return 4;
        }
        if (value instanceof String) {
            return 5;
        }
        return value instanceof Instant ? 6 : 7;
    }

    /** Compares by code point; an unpaired surrogate counts as its own number. */
    public static int compareCodePoints(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return compareAt(a, b, i);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Compares where the units differ for the first time, which may be in the middle of a pair. */
    private static int compareAt(String a, String b, int at) {
        if (at > 0 && Character.isHighSurrogate(a.charAt(at - 1))) {
            int order = Integer.compare(a.codePointAt(at - 1), b.codePointAt(at - 1));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.codePointAt(at), b.codePointAt(at));
    }
}

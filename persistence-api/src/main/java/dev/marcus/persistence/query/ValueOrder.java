package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The total order of values: missing, null, false, true, numbers, strings, times, and last arrays and objects. */
public final class ValueOrder {
    /** The kind of what is missing. */
    public static final int MISSING = 0;
    /** The kind of null. */
    public static final int NULL = 1;
    /** The kind of false. */
    public static final int FALSE = 2;
    /** The kind of true. */
    public static final int TRUE = 3;
    /** The kind of numbers. */
    public static final int NUMBER = 4;
    /** The kind of strings. */
    public static final int STRING = 5;
    /** The kind of the store time. */
    public static final int TIME = 6;
    /** The kind of arrays and objects. */
    public static final int CONTAINER = 7;

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

    /** Says whether the value is an array or object. */
    public static boolean isContainer(@Nullable Object value) {
        return value == PathReader.CONTAINER || value instanceof List;
    }

    /** Returns the number of the value's kind in the order of kinds, such as {@link #STRING}. */
    public static int rank(@Nullable Object value) {
        if (value == PathReader.MISSING) {
            return MISSING;
        }
        if (value == null) {
            return NULL;
        }
        if (value instanceof Boolean bool) {
            return bool ? TRUE : FALSE;
        }
        if (value instanceof Number) {
            return NUMBER;
        }
        if (value instanceof String) {
            return STRING;
        }
        return value instanceof Instant ? TIME : CONTAINER;
    }

    /** Says whether the text begins so, without cutting a surrogate pair of it in two. */
    public static boolean startsWith(String text, String prefix) {
        return text.startsWith(prefix) && !splitsPair(text, prefix.length(), prefix);
    }

    /** Says whether a match that ends here would cut a surrogate pair of the text in two. */
    static boolean splitsPair(String text, int end, String part) {
        return end > 0
                && end < text.length()
                && !part.isEmpty()
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
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

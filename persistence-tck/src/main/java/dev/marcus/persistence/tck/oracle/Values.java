package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is at a path, and how values compare (contract 5.2 to 5.6), said as plainly as can be. */
final class Values {
    /** Stands for what is not there. */
    static final Object MISSING = new Object();

    private Values() {}

    static @Nullable Object at(Entry entry, FieldPath path) {
        if (path.isEntryOwn()) {
            return switch (path.names().get(0)) {
                case "_key" -> entry.key();
                case "_stored_at" -> entry.storedAt();
                default -> entry.revision();
            };
        }
        Object value = entry.document().toMap();
        for (String name : path.names()) {
            if (!(value instanceof Map<?, ?> object) || !object.containsKey(name)) {
                return MISSING;
            }
            value = object.get(name);
        }
        return value;
    }

    /** Says whether two values are of one type, so that they can be compared. */
    static boolean comparable(@Nullable Object a, @Nullable Object b) {
        return a instanceof Number && b instanceof Number
                || a instanceof String && b instanceof String
                || a instanceof Boolean && b instanceof Boolean
                || a instanceof Instant && b instanceof Instant;
    }

    /** Compares in the order of 5.6. */
    static int compare(@Nullable Object a, @Nullable Object b) {
        if (rank(a) != rank(b)) {
            return Integer.compare(rank(a), rank(b));
        }
        if (a instanceof Number x && b instanceof Number y) {
            return decimal(x).compareTo(decimal(y));
        }
        if (a instanceof String x && b instanceof String y) {
            return Arrays.compare(codePoints(x), codePoints(y));
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        return 0;
    }

    private static int rank(@Nullable Object value) {
        if (value == MISSING) {
            return 0;
        }
        if (value == null) {
            return 1;
        }
        if (value instanceof Boolean) {
            return 2;
        }
        if (value instanceof Number) {
            return 3;
        }
        if (value instanceof String) {
            return 4;
        }
        return value instanceof Instant ? 5 : 6;
    }

    static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.valueOf(number.longValue());
    }

    static int[] codePoints(String text) {
        return text.codePoints().toArray();
    }

    /** Says whether two values are the same JSON value: 1 and 1.0 are not, as 2.5 keeps them apart. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return (a instanceof BigDecimal) == (b instanceof BigDecimal)
                    && decimal(x).compareTo(decimal(y)) == 0;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.keySet().equals(y.keySet())
                    && x.keySet().stream().allMatch(name -> same(x.get(name), y.get(name)));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!same(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a == null ? b == null : a.equals(b);
    }
}

package dev.marcus.persistence.document;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality of JSON values as {@link JsonReader#tree} gives them: by value, but an integer never equals a non-integer. */
final class JsonEquality {
    private JsonEquality() {}

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return x.compareTo(y) == 0;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(m -> y.containsKey(m.getKey()) && equal(m.getValue(), y.get(m.getKey())));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return x.size() == y.size() && equalElements(x.iterator(), y.iterator());
        }
        return Objects.equals(a, b);
    }

    private static boolean equalElements(Iterator<?> a, Iterator<?> b) {
        while (a.hasNext()) {
            if (!equal(a.next(), b.next())) {
                return false;
            }
        }
        return true;
    }

    static int hash(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros().hashCode();
        }
        if (value instanceof Map<?, ?> map) {
            int sum = 0;
            for (Map.Entry<?, ?> member : map.entrySet()) {
                sum += Objects.hashCode(member.getKey()) * 31 ^ hash(member.getValue());
            }
            return sum;
        }
        if (value instanceof List<?> list) {
            int hash = 1;
            for (Object element : list) {
                hash = 31 * hash + hash(element);
            }
            return hash;
        }
        return Objects.hashCode(value);
    }
}

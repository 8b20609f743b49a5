package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import java.util.Comparator;
import java.util.List;

/**
 * One key of an order. Ascending, the values come as missing, null, false, true, numbers, strings by code point, and last
 * arrays and objects, which are equal among themselves; descending is the exact reverse. What is equal after all sorts
 * comes newest first.
 *
 * @param path what to sort by; {@code _key}, {@code _stored_at} and {@code _revision} are the entry's own
 * @param descending whether the largest comes first
 */
public record Sort(FieldPath path, boolean descending) {
    /** Refuses null. */
    public Sort {
        requireNonNull(path, "path");
    }

    /** Sorts by the path given as text with dots, smallest first. */
    public static Sort asc(String dottedPath) {
        return new Sort(FieldPath.parse(dottedPath), false);
    }

    /** Sorts by the path given as text with dots, largest first. */
    public static Sort desc(String dottedPath) {
        return new Sort(FieldPath.parse(dottedPath), true);
    }

    /** Returns the order in which the entries were stored. */
    public static List<Sort> oldestFirst() {
        return List.of(asc(Names.STORED_AT), asc(Names.REVISION));
    }

    /** Returns the total order that these sorts and the tie-break make; the newest first if there are none. */
    public static Comparator<Entry> comparator(List<Sort> sorts) {
        EntryOrder order = new EntryOrder(sorts);
        return order.comparator();
    }
}

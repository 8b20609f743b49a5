package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.ValueOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An entry in an index, under the values that the index has of it.
 *
 * @param values one value a path, which nobody changes; items next to each other share equal ones
 * @param entry the entry
 */
@SuppressWarnings("ArrayRecordComponent") // one of them for every entry and index
record IndexItem(@Nullable Object[] values, Entry entry) {
    /** By the values, one path after the other, and what is equal in them newest first. */
    static final Comparator<IndexItem> ORDER = (a, b) -> {
        int order = compareValues(a.values, b.values);
        return order != 0 ? order : Age.NEWEST_FIRST.compare(a.entry, b.entry);
    };

    static int compareValues(@Nullable Object[] a, @Nullable Object[] b) {
        if (a == b) {
            return 0;
        }
        for (int i = 0; i < a.length; i++) {
            int order = ValueOrder.compare(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The reference evaluation of an order: reads the sort values of an entry once and compares places. */
final class EntryOrder {
    private final List<Sort> sorts;
    private final ValueReader reader;

    EntryOrder(List<Sort> sorts) {
        this.sorts = List.copyOf(sorts);
        reader = new ValueReader(sorts.stream().map(Sort::path).toList());
    }

    /** Returns where the entry stands in the order. */
    Position position(Entry entry) {
        return new Position(
                Collections.unmodifiableList(Arrays.asList(reader.read(entry))), entry.storedAt(), entry.revision());
    }

    int compare(Position a, Position b) {
        for (int i = 0; i < sorts.size(); i++) {
            int order = ValueOrder.compare(a.values().get(i), b.values().get(i));
            if (order != 0) {
                return sorts.get(i).descending() ? -order : order;
            }
        }
        return newestFirst(a.storedAt(), a.revision(), b.storedAt(), b.revision());
    }

    Comparator<Entry> comparator() {
        if (sorts.isEmpty()) {
            return (a, b) -> newestFirst(a.storedAt(), a.revision(), b.storedAt(), b.revision());
        }
        return (a, b) -> compare(position(a), position(b));
    }

    private static int newestFirst(Instant timeA, long revisionA, Instant timeB, long revisionB) {
        int byTime = timeB.compareTo(timeA);
        return byTime != 0 ? byTime : Long.compare(revisionB, revisionA);
    }
}

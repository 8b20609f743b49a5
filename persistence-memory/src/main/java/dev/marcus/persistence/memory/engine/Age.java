package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.Comparator;

/** The order of entries by their age, the newest first. */
final class Age {
    static final Comparator<Entry> NEWEST_FIRST =
            (a, b) -> compare(a.storedAt(), a.revision(), b.storedAt(), b.revision());

    private Age() {}

    /** Compares two moments; the newer one comes first. */
    static int compare(Instant timeA, long revisionA, Instant timeB, long revisionB) {
        int byTime = timeB.compareTo(timeA);
        return byTime != 0 ? byTime : Long.compare(revisionB, revisionA);
    }
}

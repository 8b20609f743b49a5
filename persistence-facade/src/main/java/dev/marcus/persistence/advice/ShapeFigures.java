package dev.marcus.persistence.advice;

import dev.marcus.persistence.query.AccessPath;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often one shape was asked, and what came of it. Counted by many threads. */
final class ShapeFigures {
    /** Stands for a number of matches that the answer does not tell. */
    static final long UNKNOWN = -1;

    private final AtomicLong calls = new AtomicLong();
    private final LongAdder measured = new LongAdder();
    private final LongAdder matches = new LongAdder();
    private final LongAdder toTheEnd = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile @Nullable AccessPath seen;

    /**
     * Counts one answer.
     *
     * @param found how many matches it was made of, or {@link #UNKNOWN}
     * @param ended whether there were no more
     * @return how many there have been
     */
    long count(long found, boolean ended, long time) {
        if (found != UNKNOWN) {
            measured.increment();
            matches.add(found);
        }
        if (ended) {
            toTheEnd.increment();
        }
        nanos.add(time);
        return calls.incrementAndGet();
    }

    void see(AccessPath path) {
        seen = path;
    }

    long calls() {
        return calls.get();
    }

    /** Returns how many of the calls tell their matches. */
    long measured() {
        return measured.sum();
    }

    long matches() {
        return matches.sum();
    }

    /** Returns how many of the calls had to find every match. */
    long toTheEnd() {
        return toTheEnd.sum();
    }

    long nanos() {
        return nanos.sum();
    }

    /** Returns what the backend said that it reads, when it was last asked; null if it was not. */
    @Nullable
    AccessPath seen() {
        return seen;
    }
}

package dev.marcus.persistence.advice;

import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Query;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What was asked of a store so far. Keeps names and numbers, and nothing of values or documents; bounded, and counted by
 * many threads.
 */
final class Observations {
    private static final int MOST_SHAPES = 200;
    private static final int MOST_COLLECTIONS = 1000;

    /** One read by key in so many is timed, because the time takes longer than the read may. */
    private static final int TIMED_READS = 64;

    private final LongSupplier nanoTime;
    private final long began;
    private final Shapes shapes = new Shapes(MOST_SHAPES);
    private final LongAdder reads = new LongAdder();
    private final LongAdder queries = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private final Map<String, LongAdder> writes = new ConcurrentHashMap<>();
    private final LongAdder allWrites = new LongAdder();

    Observations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        began = nanoTime.getAsLong();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Returns when a read by key began, or 0 if it is not timed. */
    long beginRead() {
        reads.increment();
        return ThreadLocalRandom.current().nextInt(TIMED_READS) == 0 ? now() : 0;
    }

    void endRead(long start) {
        if (start != 0) {
            waited.add(TIMED_READS * (now() - start));
        }
    }

    /**
     * Counts an answer. Now and then the backend is asked how it reads for such a query: at the 8th of its shape, the 64th,
     * the 512th and so on, so that it costs next to nothing and values need not be kept.
     */
    void query(Query query, long found, boolean ended, long start, Function<Query, Explanation> explain) {
        long time = now() - start;
        queries.increment();
        waited.add(time);
        ShapeFigures figures = shapes.of(Shape.of(query));
        long calls = figures.count(found, ended, time);
        if (isPowerOfEight(calls)) {
            try {
                figures.see(explain.apply(query).path());
            } catch (RuntimeException e) {
                return; // the query is answered; that nobody can say how is no fault of it
            }
        }
    }

    private static boolean isPowerOfEight(long n) {
        return n >= 8 && Long.bitCount(n) == 1 && Long.numberOfTrailingZeros(n) % 3 == 0;
    }

    /** Counts entries that were stored or removed. */
    void wrote(String collection, long entries) {
        allWrites.add(entries);
        LongAdder known = writes.get(collection);
        if (known == null && writes.size() < MOST_COLLECTIONS) {
            known = writes.computeIfAbsent(collection, name -> new LongAdder());
        }
        if (known != null) {
            known.add(entries);
        }
    }

    void waitedSince(long start) {
        waited.add(now() - start);
    }

    Shapes shapes() {
        return shapes;
    }

    long reads() {
        return reads.sum();
    }

    long queries() {
        return queries.sum();
    }

    long writes() {
        return allWrites.sum();
    }

    /** Returns how many entries of the collection were stored or removed. */
    long writes(String collection) {
        LongAdder known = writes.get(collection);
        return known == null ? 0 : known.sum();
    }

    Map<String, Long> writesByCollection() {
        Map<String, Long> all = new TreeMap<>();
        writes.forEach((collection, count) -> all.put(collection, count.sum()));
        return all;
    }

    /** Returns how long callers waited for the store, all together. */
    long waitedNanos() {
        return waited.sum();
    }

    long elapsedNanos() {
        return now() - began;
    }
}

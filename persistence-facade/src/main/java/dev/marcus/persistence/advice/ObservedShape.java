package dev.marcus.persistence.advice;

import dev.marcus.persistence.query.AccessPath;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A shape that an index could serve, with its figures at one moment.
 *
 * @param matched how many entries matched, all together, as far as the answers tell: what they do not is taken to be alike
 * @param read how many entries were read for it at least, going by the size of the collection now
 * @param known whether both can be told apart from what an index would read
 */
record ObservedShape(
        Shape shape, IndexNeed need, long asked, long matched, long read, boolean known, Duration time, String now) {
    static ObservedShape of(Shape shape, IndexNeed need, ShapeFigures figures, long size) {
        long asked = figures.calls();
        long measured = figures.measured();
        double each = measured == 0 ? 0 : (double) figures.matches() / measured;
        long matched = Math.round(each * asked);
        AccessPath seen = figures.seen();
        double whole = wholeReading(seen, size, each);
        boolean readsAll = shape.limited() && shape.isSorted() && index(seen) == null;
        long toTheEnd = readsAll ? asked : Math.min(asked, figures.toTheEnd());
        long read = Math.round(toTheEnd * whole + (asked - toTheEnd) * each);
        return new ObservedShape(
                shape,
                need,
                asked,
                matched,
                Math.max(read, matched),
                need.exact() && measured > 0,
                Duration.ofNanos(figures.nanos()),
                seen == null ? "the backend was not asked" : seen.text());
    }

    /** Returns how many entries are read where nothing ends it early. */
    private static double wholeReading(@Nullable AccessPath seen, long size, double matchedEach) {
        if (index(seen) == null) {
            return size;
        }
        return seen != null && seen.expectedRows() >= 0 ? seen.expectedRows() : matchedEach;
    }

    private static @Nullable String index(@Nullable AccessPath seen) {
        return seen == null ? null : seen.index();
    }

    /** Returns how many entries would not have been read; 0 if that cannot be told. */
    long spared() {
        return known ? read - matched : 0;
    }

    Advice.Asked asAsked() {
        return new Advice.Asked(shape.text(), asked, matched, read, known, time, now);
    }
}

package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.matching;
import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.IsoTime;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Store;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * What a cleanup leaves of a collection; the rest it removes, in batches of at most 500 entries, and nothing that was stored
 * again since it was chosen. Immutable.
 */
public sealed interface Keep {
    /** What was stored at most so long ago. */
    record Stored(Duration age) implements Keep {
        /** Refuses negative times. */
        public Stored {
            checkAge(age);
        }

        @Override
        public long clean(Store store, String collection, Instant now) {
            return store.clearOld(collection, before(now, age));
        }
    }

    /** So many of the entries that were stored last. */
    record Newest(long entries) implements Keep {
        /** Refuses negative numbers. */
        public Newest {
            if (entries < 0) {
                throw new InvalidRequestException("entries: " + entries + " (expected: >= 0)");
            }
        }

        @Override
        public long clean(Store store, String collection, Instant now) {
            return Deletion.allButTheNewest(store, collection, entries);
        }
    }

    /** What bears a time in ISO 8601 at the path that is at most so long ago, and what bears none. */
    record Dated(FieldPath path, Duration age) implements Keep {
        private static final Duration WIDEST_ZONE = Duration.ofHours(18);
        private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

        /** Refuses negative times, and the entry's own values. */
        public Dated {
            checkAge(age);
            if (path.isEntryOwn()) {
                throw new InvalidRequestException(
                        "path: " + path + " (expected: one of the documents; for the store time give the age alone)");
            }
        }

        @Override
        public long clean(Store store, String collection, Instant now) {
            Instant cutoff = before(now, age);
            if (cutoff.isBefore(Entry.MIN_STORED_AT)) {
                return 0;
            }
            return Deletion.of(store, Query.of(collection).where(early(cutoff)).sortBy(Sort.oldestFirst()));
        }

        /** Texts of times sort by their local time, which an index can look for; the zone is looked at afterwards. */
        private Filter early(Instant cutoff) {
            Filter exact = matching(entry -> {
                Instant time = IsoTime.parse(entry.document().get(path).orElse(null));
                return time != null && time.isBefore(cutoff);
            });
            Instant latestLocal = cutoff.plus(WIDEST_ZONE).plusSeconds(1);
            return latestLocal.isAfter(LAST)
                    ? exact
                    : where(path)
                            .lt(LocalDateTime.ofInstant(latestLocal, ZoneOffset.UTC)
                                    .toString())
                            .and(exact);
        }
    }

    /**
     * Keeps what was stored at most so long ago.
     *
     * @throws InvalidRequestException if the time is negative
     */
    static Keep youngerThan(Duration age) {
        return new Stored(age);
    }

    /**
     * Keeps what bears a time at the path that is at most so long ago: a text in ISO 8601, with T or a blank, without a zone
     * taken as UTC. What bears no such text is kept. An index on the path spares the reading of everything.
     *
     * @throws InvalidRequestException if the time is negative, or the path one of the entry's own
     */
    static Keep youngerThan(Duration age, String dottedPath) {
        return new Dated(FieldPath.parse(dottedPath), age);
    }

    /**
     * Keeps so many of the entries that were stored last.
     *
     * @throws InvalidRequestException if the number is negative
     */
    static Keep newest(long entries) {
        return new Newest(entries);
    }

    /** Removes what is not kept, and returns how many entries; errors are those of the store. */
    long clean(Store store, String collection, Instant now);

    private static void checkAge(Duration age) {
        if (age.isNegative()) {
            throw new InvalidRequestException("age: " + age + " (expected: not negative)");
        }
    }

    private static Instant before(Instant now, Duration age) {
        try {
            return now.minus(age);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN; // longer ago than time goes: everything is younger
        }
    }
}

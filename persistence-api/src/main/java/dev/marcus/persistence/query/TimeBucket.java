package dev.marcus.persistence.query;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** Spans of time in UTC, each named by its first moment. */
public enum TimeBucket {
    /** Full minutes. */
    MINUTE,
    /** Full hours. */
    HOUR,
    /** Days from midnight. */
    DAY,
    /** Weeks from Monday, midnight. */
    WEEK,
    /** Months from the first, midnight. */
    MONTH;

    /** Returns the first moment of the span that the time falls in. */
    public Instant startOf(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        return switch (this) {
            case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            case WEEK ->
                utc.truncatedTo(ChronoUnit.DAYS)
                        .with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY))
                        .toInstant();
            case MONTH -> utc.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).toInstant();
        };
    }
}

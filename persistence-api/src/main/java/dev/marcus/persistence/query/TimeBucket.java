package dev.marcus.persistence.query;

import java.time.Instant;
import java.time.LocalDate;

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

    private static final int SECONDS_OF_A_DAY = 86_400;
    /** From the Monday of the week that the days are counted from to the day itself, a Thursday. */
    private static final int DAYS_FROM_MONDAY = 3;

    /** Returns the first moment of the span that the time falls in. */
    public Instant startOf(Instant time) {
        long second = time.getEpochSecond();
        return Instant.ofEpochSecond(
                switch (this) {
                    case MINUTE -> second - Math.floorMod(second, 60);
                    case HOUR -> second - Math.floorMod(second, 3_600);
                    case DAY -> second - Math.floorMod(second, SECONDS_OF_A_DAY);
                    case WEEK -> {
                        long day = Math.floorDiv(second, SECONDS_OF_A_DAY);
                        yield (day - Math.floorMod(day + DAYS_FROM_MONDAY, 7)) * SECONDS_OF_A_DAY;
                    }
                    case MONTH -> {
                        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_A_DAY));
                        yield (day.toEpochDay() - day.getDayOfMonth() + 1) * SECONDS_OF_A_DAY;
                    }
                });
    }
}

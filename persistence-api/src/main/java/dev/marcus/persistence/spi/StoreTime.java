package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How store times are made from a clock that may step back or forward. */
public final class StoreTime {
    private static final System.Logger LOG = System.getLogger(StoreTime.class.getName());
    private static final Duration LEAP = Duration.ofHours(1);

    private StoreTime() {}

    /**
     * Returns the time for the next commit, cut to microseconds: that of the clock, but never before the last time that
     * this store set itself. A clock more than an hour ahead of that time is believed, with a warning.
     *
     * @param last the last time that the store set itself, not one that an entry brought along; the earliest store time if
     *     there was none
     */
    public static Instant next(InstantSource clock, Instant last) {
        Instant now = Entry.checkStoredAt(clock.instant());
        if (now.isBefore(last)) {
            return last;
        }
        if (now.isAfter(last.plus(LEAP)) && last.isAfter(Entry.MIN_STORED_AT)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The clock shows {0}, more than an hour after the last store time {1}; it is believed.",
                    now,
                    last);
        }
        return now;
    }
}

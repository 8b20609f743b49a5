package dev.marcus.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
public final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-10-01T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves it on. */
    public void advance(Duration time) {
        now = now.plus(time);
    }
}

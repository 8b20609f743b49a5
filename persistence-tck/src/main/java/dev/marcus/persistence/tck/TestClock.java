package dev.marcus.persistence.tck;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved, also backwards. */
final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-10-01T12:00:00.123456Z");

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant time) {
        now = time;
    }

    void advance(Duration step) {
        now = now.plus(step);
    }
}

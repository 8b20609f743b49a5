package dev.marcus.persistence.postgresql;

import java.time.Instant;

/** Store times as whole microseconds since 1970. */
final class Times {
    private static final long MICROS = 1_000_000;

    private Times() {}

    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1000;
    }

    static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }
}

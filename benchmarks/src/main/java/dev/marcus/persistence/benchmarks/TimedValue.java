package dev.marcus.persistence.benchmarks;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** What a store of plain bytes keeps under a key: eight bytes for when it was stored, and the JSON. */
final class TimedValue {
    static final int JSON_OFFSET = Long.BYTES;

    private TimedValue() {}

    /** Returns a clock of microseconds that never says the same twice. */
    static AtomicLong newClock() {
        return new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }

    static byte[] of(long storedAt, byte[] json) {
        return ByteBuffer.allocate(JSON_OFFSET + json.length)
                .putLong(storedAt)
                .put(json)
                .array();
    }

    static long storedAt(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static byte[] json(byte[] value) {
        return Arrays.copyOfRange(value, JSON_OFFSET, value.length);
    }
}

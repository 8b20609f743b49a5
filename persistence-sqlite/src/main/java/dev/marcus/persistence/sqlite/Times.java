package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.query.IsoTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Store times as whole microseconds since 1970, and as the text in seconds that other programs read. */
final class Times {
    private static final long MICROS = 1_000_000;
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1000;
    }

    static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }

    static String text(Instant time) {
        return TEXT.format(time);
    }

    /** Reads a time that another program wrote; null if it is none. */
    static @Nullable Instant parse(@Nullable String text) {
        return IsoTime.parse(text);
    }
}

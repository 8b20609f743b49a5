package dev.marcus.persistence;

import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the events and decisions that happen now, under new names, as Marcus writes them. */
record NewRecords(InstantSource clock) {
    Event event(String type, String source, Map<String, ? extends @Nullable Object> data) {
        Instant now = clock.instant();
        return new Event(newName("evt", now), text(now), type, source, new LinkedHashMap<>(data), null, Map.of());
    }

    Decision decision(String taskId, String agentId, String what, String why, @Nullable String impact) {
        Instant now = clock.instant();
        return new Decision(
                newName("dec", now), taskId, agentId, text(now), what, why, impact, null, null, null, null, Map.of());
    }

    /** Returns the time in the form that Marcus writes. */
    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString().replace("Z", "+00:00");
    }

    /** Names sort by time, and no two processes give the same. */
    private static String newName(String prefix, Instant now) {
        return prefix + "_" + now.toEpochMilli() + "_"
                + UUID.randomUUID().toString().substring(0, 13);
    }
}

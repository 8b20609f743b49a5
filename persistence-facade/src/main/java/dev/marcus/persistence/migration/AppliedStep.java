package dev.marcus.persistence.migration;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the history of a collection: a step that was applied or rolled back. Times are the store's.
 *
 * @param number the number of the step
 * @param name its name
 * @param checksum what must not change any more: a digest of number, name and the text given by
 *     {@link Migrations#checksum}
 * @param undone whether it was rolled back, and not applied
 * @param begun since when what is stored has been taken as of the new version
 * @param finished when the last document of an older version was gone; null as long as there may be some
 * @param by the process that began it
 */
public record AppliedStep(
        int number,
        String name,
        String checksum,
        boolean undone,
        Instant begun,
        @Nullable Instant finished,
        String by) {
    /** Refuses null. */
    public AppliedStep {
        requireNonNull(name, "name");
        requireNonNull(checksum, "checksum");
        requireNonNull(begun, "begun");
        requireNonNull(by, "by");
    }

    /** Returns how long it took, interruptions included; empty as long as it is not finished. */
    public Optional<Duration> took() {
        return Optional.ofNullable(finished).map(end -> Duration.between(begun, end));
    }

    AppliedStep finishedAt(Instant time) {
        return finished != null ? this : new AppliedStep(number, name, checksum, undone, begun, time, by);
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("step", number);
        members.put("name", name);
        members.put("checksum", checksum);
        members.put("undone", undone);
        members.put("begun", begun.toString());
        if (finished != null) {
            members.put("finished", finished.toString());
        }
        members.put("by", by);
        return members;
    }

    static AppliedStep of(Document line) {
        return new AppliedStep(
                line.number("step").orElseThrow().intValueExact(),
                line.text("name").orElseThrow(),
                line.text("checksum").orElseThrow(),
                line.bool("undone").orElseThrow(),
                Instant.parse(line.text("begun").orElseThrow()),
                line.text("finished").map(Instant::parse).orElse(null),
                line.text("by").orElseThrow());
    }
}

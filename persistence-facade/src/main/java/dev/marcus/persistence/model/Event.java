package dev.marcus.persistence.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Something that happened.
 *
 * @param eventId its name
 * @param timestamp when, in ISO 8601
 * @param eventType what kind of thing, such as {@code task_started}
 * @param source who tells it
 * @param data what belongs to it
 * @param metadata what is said about it; null if nothing
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Event(
        String eventId,
        String timestamp,
        String eventType,
        String source,
        Map<String, @Nullable Object> data,
        @Nullable Map<String, @Nullable Object> metadata,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public Event {
        requireNonNull(eventId, "event_id");
        requireNonNull(eventType, "event_type");
        data = copy(data);
        metadata = metadata == null ? null : copy(metadata);
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

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
 * What came out of a task, for others to build on.
 *
 * @param taskId the task, also its key
 * @param timestamp when, in ISO 8601; null if not known
 * @param extra what came out: interfaces, models, patterns, in any form
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Implementation(
        String taskId,
        @Nullable String timestamp,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public Implementation {

        requireNonNull(taskId, "task_id");
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

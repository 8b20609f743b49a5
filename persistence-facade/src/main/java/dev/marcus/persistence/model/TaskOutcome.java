package dev.marcus.persistence.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How a task ended.
 *
 * @param taskId the task
 * @param agentId who did it
 * @param taskName its title
 * @param estimatedHours how long it was expected to take
 * @param actualHours how long it took
 * @param success whether it was done
 * @param blockers what stood in the way
 * @param startedAt when it was begun, in ISO 8601; null if not known
 * @param completedAt when it ended; null if not known
 * @param estimationAccuracy how near the estimate was, 0 to 1; null if not known
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TaskOutcome(
        String taskId,
        String agentId,
        String taskName,
        double estimatedHours,
        double actualHours,
        boolean success,
        List<String> blockers,
        @Nullable String startedAt,
        @Nullable String completedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double estimationAccuracy,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public TaskOutcome {
        requireNonNull(taskId, "task_id");
        blockers = blockers == null ? List.of() : List.copyOf(blockers);
        extra = copy(extra);
    }

    /** Returns the key under which Marcus keeps an outcome: task, agent and the second of its end. */
    public String key(long epochSecond) {
        return taskId + "_" + agentId + "_" + epochSecond;
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

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
 * A decision of an agent, with its reason.
 *
 * @param decisionId its name
 * @param taskId the task that it was taken for
 * @param agentId who took it
 * @param timestamp when, in ISO 8601
 * @param what what was decided
 * @param why for what reason
 * @param impact what follows from it
 * @param projectId the project; null if not known
 * @param affectedTasks other tasks that it matters to; null if not known
 * @param confidence how sure the agent was, 0 to 1; null if not known
 * @param kanbanCommentUrl where it was told; null if nowhere
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Decision(
        String decisionId,
        String taskId,
        String agentId,
        String timestamp,
        String what,
        String why,
        @Nullable String impact,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String projectId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> affectedTasks,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double confidence,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kanbanCommentUrl,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public Decision {
        requireNonNull(decisionId, "decision_id");
        affectedTasks = affectedTasks == null ? null : List.copyOf(affectedTasks);
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

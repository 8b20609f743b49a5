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
 * What tasks of a kind have in common.
 *
 * @param patternType the kind
 * @param taskLabels the labels of its tasks
 * @param recentDurations how long the last ones took, in hours
 * @param successRate the share that was done, 0 to 1
 * @param commonBlockers what stood in the way
 * @param prerequisites what has to be there before
 * @param bestAgents who does them best
 * @param maxSamples how many durations are kept
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TaskPattern(
        String patternType,
        List<String> taskLabels,
        List<Double> recentDurations,
        double successRate,
        List<String> commonBlockers,
        List<String> prerequisites,
        List<String> bestAgents,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer maxSamples,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public TaskPattern {
        requireNonNull(patternType, "pattern_type");
        taskLabels = taskLabels == null ? List.of() : List.copyOf(taskLabels);
        recentDurations = recentDurations == null ? List.of() : List.copyOf(recentDurations);
        commonBlockers = commonBlockers == null ? List.of() : List.copyOf(commonBlockers);
        prerequisites = prerequisites == null ? List.of() : List.copyOf(prerequisites);
        bestAgents = bestAgents == null ? List.of() : List.copyOf(bestAgents);
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

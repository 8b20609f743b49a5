package dev.marcus.persistence.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What is known of an agent.
 *
 * @param agentId who
 * @param totalTasks how many tasks it took
 * @param successfulTasks how many of them it did
 * @param failedTasks how many it did not
 * @param blockedTasks how many were blocked
 * @param skillSuccessRates the share of success by label, 0 to 1
 * @param averageEstimationAccuracy how near its estimates were, 0 to 1
 * @param commonBlockers what stood in its way, and how often
 * @param peakPerformanceHours the hours of the day at which it did best
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AgentProfile(
        String agentId,
        long totalTasks,
        long successfulTasks,
        long failedTasks,
        long blockedTasks,
        Map<String, Double> skillSuccessRates,
        double averageEstimationAccuracy,
        Map<String, Long> commonBlockers,
        List<Integer> peakPerformanceHours,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public AgentProfile {
        requireNonNull(agentId, "agent_id");
        skillSuccessRates = skillSuccessRates == null ? Map.of() : Map.copyOf(skillSuccessRates);
        commonBlockers = commonBlockers == null ? Map.of() : Map.copyOf(commonBlockers);
        peakPerformanceHours = peakPerformanceHours == null ? List.of() : List.copyOf(peakPerformanceHours);
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

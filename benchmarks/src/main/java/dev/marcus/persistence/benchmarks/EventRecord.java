package dev.marcus.persistence.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** An event as an application would declare it. */
record EventRecord(
        @JsonProperty("event_id") String eventId,
        String timestamp,
        @JsonProperty("event_type") String eventType,
        String source,
        Data data,
        Metadata metadata) {
    record Data(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("agent_id") String agentId,
            String status,
            int progress,
            double hours,
            String message,
            List<String> labels,
            boolean blocked) {}

    record Metadata(@JsonProperty("project_id") String projectId, int tries) {}
}

package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.TaskOutcome;
import dev.marcus.persistence.model.TaskPattern;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What an assistant reads out of the state of a coordinator: the history of decisions, the patterns of tasks, and outcomes
 * as training data.
 */
public final class SenecaKnowledge {
    private SenecaKnowledge() {}

    /** Takes the URL of a store that Marcus or this library wrote; without it a sample is unpacked and used. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("seneca");
        String url = args.length > 0 ? args[0] : "file:" + SampleState.unpack(work);
        try (Persistence persistence = Persistence.open(url)) {
            System.out.println("The last decisions:");
            for (Decision decision : persistence.decisions().limit(3).list()) {
                System.out.println("  " + decision.agentId() + " on " + decision.taskId() + ": " + decision.what());
                System.out.println("      because " + decision.why());
            }
            System.out.println("What is known of kinds of tasks:");
            for (TaskPattern pattern : persistence.taskPatterns().list()) {
                System.out.printf(
                        "  %-24s %3.0f %% done, best by %s%n",
                        pattern.patternType(), 100 * pattern.successRate(), pattern.bestAgents());
            }
            System.out.println("Agents by their finished tasks:");
            for (Group agent : persistence
                    .taskOutcomes()
                    .where(where("success").eq(true))
                    .groupBy("agent_id")
                    .compute("tasks", Aggregate.count())
                    .list()) {
                System.out.printf(
                        "  %-24s %3s tasks%n",
                        agent.key("agent_id"), agent.figure("tasks").orElseThrow());
            }
            Path training = work.resolve("training.csv");
            System.out.println(export(persistence, training) + " outcomes written as training data.");
        }
    }

    private static long export(Persistence persistence, Path file) throws IOException {
        StringBuilder lines = new StringBuilder("estimated_hours,blockers,actual_hours,success\n");
        long count = 0;
        try (Stream<TypedEntry<TaskOutcome>> outcomes = persistence.taskOutcomes().stream()) {
            for (TypedEntry<TaskOutcome> entry : (Iterable<TypedEntry<TaskOutcome>>) outcomes::iterator) {
                TaskOutcome outcome = entry.value();
                lines.append(outcome.estimatedHours())
                        .append(',')
                        .append(outcome.blockers().size())
                        .append(',')
                        .append(outcome.actualHours())
                        .append(',')
                        .append(outcome.success())
                        .append('\n');
                count++;
            }
        }
        Files.writeString(file, lines, StandardCharsets.UTF_8);
        return count;
    }
}

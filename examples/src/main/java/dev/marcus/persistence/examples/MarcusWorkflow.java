package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.model.AgentProfile;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.model.Project;
import dev.marcus.persistence.model.TaskOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One task of one agent, from the project to its end, as a coordinator of agents keeps it; and all of it read back after
 * a restart.
 */
public final class MarcusWorkflow {
    private static final String AGENT = "agent-1";
    private static final String TASK = "task-42";

    private final Persistence persistence;

    private MarcusWorkflow(Persistence persistence) {
        this.persistence = persistence;
    }

    /** Takes the URL of the store, {@code sqlite:data/workflow.db} if none is given. */
    public static void main(String[] args) {
        String url = args.length > 0 ? args[0] : "sqlite:data/workflow.db";
        try (Persistence persistence = Persistence.open(url)) {
            MarcusWorkflow workflow = new MarcusWorkflow(persistence);
            workflow.createProject();
            workflow.registerAgent();
            workflow.requestNextTask();
            workflow.reportProgress(50);
            workflow.reportBlocker("the board answers slowly");
            workflow.finishTask(2.5);
        }
        try (Persistence persistence = Persistence.open(url)) {
            new MarcusWorkflow(persistence).readBack();
        }
    }

    private void createProject() {
        String now = Instant.now().toString();
        persistence
                .projects()
                .store(new Project(
                        "todo-app", "Todo app", "planka", Map.of("board_id", 7), now, now, List.of("demo"), Map.of()));
        persistence.projects().activate("todo-app");
        persistence.storeEvent("project_created", "marcus", Map.of("project_id", "todo-app"));
    }

    private void registerAgent() {
        persistence.agentProfiles().store(AGENT, newProfile());
        persistence.storeEvent("worker_registration", AGENT, Map.of("worker_id", AGENT));
    }

    private static AgentProfile newProfile() {
        return new AgentProfile(AGENT, 0, 0, 0, 0, Map.of("java", 0.0), 0, Map.of(), List.of(), Map.of());
    }

    private void requestNextTask() {
        persistence.storeEvent("task_request", AGENT, Map.of());
        persistence.storeEvent("task_assigned", "marcus", Map.of("task_id", TASK, "agent_id", AGENT));
        persistence.storeDecision(TASK, AGENT, "keep the state in SQLite", "one file, no server", "later tasks use it");
    }

    private void reportProgress(int percent) {
        persistence.storeEvent("task_progress", AGENT, Map.of("task_id", TASK, "progress", percent));
    }

    private void reportBlocker(String blocker) {
        persistence.storeEvent("task_blocked", AGENT, Map.of("task_id", TASK, "blocker", blocker));
    }

    /** The profile is changed only if nobody else changed it since it was read. */
    private void finishTask(double hours) {
        List<String> blockers = List.of("the board answers slowly");
        String now = Instant.now().toString();
        TaskOutcome outcome =
                new TaskOutcome(TASK, AGENT, "Write the store", 2.0, hours, true, blockers, now, now, 0.8, Map.of());
        persistence.taskOutcomes().store(outcome.key(Instant.now().getEpochSecond()), outcome);
        TypedEntry<AgentProfile> seen = persistence.agentProfiles().entry(AGENT).orElseThrow();
        AgentProfile before = seen.value();
        AgentProfile after = new AgentProfile(
                AGENT,
                before.totalTasks() + 1,
                before.successfulTasks() + 1,
                before.failedTasks(),
                before.blockedTasks() + 1,
                Map.of("java", 1.0),
                0.8,
                Map.of(blockers.get(0), 1L),
                List.of(14),
                before.extra());
        persistence.agentProfiles().replace(seen, after);
        persistence.storeEvent("task_completed", AGENT, Map.of("task_id", TASK, "hours", hours));
    }

    private void readBack() {
        System.out.println("Active project:  "
                + persistence.projects().active().orElseThrow().name());
        AgentProfile profile = persistence.agentProfiles().retrieve(AGENT).orElseThrow();
        System.out.println("Agent:           " + profile.agentId() + ", " + profile.successfulTasks() + " of "
                + profile.totalTasks() + " tasks done");
        for (Decision decision : persistence.decisions().task(TASK).limit(1).list()) {
            System.out.println("Decision:        " + decision.what() + ", because: " + decision.why());
        }
        for (TaskOutcome outcome : persistence
                .taskOutcomes()
                .where(where("task_id").eq(TASK))
                .limit(1)
                .list()) {
            System.out.println("Outcome:         " + outcome.taskName() + " took " + outcome.actualHours() + " hours");
        }
        System.out.println("Last events:");
        for (Event event : persistence.events().limit(8).list()) {
            System.out.println("  " + event.timestamp() + "  " + event.eventType() + "  by " + event.source());
        }
    }
}

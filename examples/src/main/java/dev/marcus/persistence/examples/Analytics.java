package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.DecisionQuery;
import dev.marcus.persistence.EventQuery;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedPage;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.model.TaskOutcome;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.store.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks a state that Marcus wrote what its users ask: how long tasks take, what happened when, what was decided; and then
 * which index would have helped.
 */
public final class Analytics {
    private final Persistence persistence;

    private Analytics(Persistence persistence) {
        this.persistence = persistence;
    }

    /** Takes the URL of a store that Marcus or this library wrote; without it a sample is unpacked and used. */
    public static void main(String[] args) throws IOException {
        String url = args.length > 0 ? args[0] : "file:" + SampleState.unpack(Files.createTempDirectory("analytics"));
        try (Persistence persistence = Persistence.builder().url(url).adviser().open()) {
            Analytics analytics = new Analytics(persistence);
            analytics.howLongTasksTake();
            analytics.whatHappenedOnTheLastDay();
            analytics.newestEventsOfAType();
            analytics.decisionsPageByPage();
            analytics.tasksByWords();
            analytics.whichIndexWouldHaveHelped();
        }
    }

    private void howLongTasksTake() {
        System.out.println("Median hours of a task that was done: "
                + persistence
                        .taskOutcomes()
                        .where(where("success").eq(true))
                        .median("actual_hours")
                        .orElseThrow());
        for (Group agent : persistence
                .taskOutcomes()
                .where(where("success").eq(true))
                .groupBy("agent_id")
                .compute("tasks", Aggregate.count())
                .compute("median", Aggregate.median("actual_hours"))
                .list()) {
            System.out.printf(
                    "  %-18s %2s tasks, median %.2f hours%n",
                    agent.key("agent_id"),
                    agent.figure("tasks").orElseThrow(),
                    agent.figure("median").orElseThrow());
        }
    }

    private void whatHappenedOnTheLastDay() {
        Instant last = persistence.events().limit(1).entries().get(0).storedAt();
        System.out.println("The last day, by hour:");
        for (Group hour : persistence
                .events()
                .since(last.minus(Duration.ofDays(1)))
                .groupByTime("_stored_at", TimeBucket.HOUR)
                .compute("events", Aggregate.count())
                .list()) {
            System.out.printf(
                    "  %s  %3s events%n",
                    hour.key("_stored_at"), hour.figure("events").orElseThrow());
        }
        System.out.println("Errors ever: "
                + persistence
                        .events()
                        .where(where("event_type").contains("error"))
                        .count());
    }

    private void newestEventsOfAType() {
        if (persistence.store().capabilities().has(Capability.INDEXES)) {
            persistence.createIndex("events", Index.on("event_type"));
        }
        EventQuery completed = persistence.events().type("task_completed").limit(3);
        System.out.println("The last tasks completed (" + completed.explain() + "):");
        for (Event event : completed.list()) {
            System.out.println("  " + event.timestamp() + "  by " + event.source());
        }
    }

    private void decisionsPageByPage() {
        DecisionQuery ten = persistence.decisions().limit(10);
        TypedPage<Decision> page = ten.page();
        System.out.println("Decisions, page by page: " + page.values().size());
        while (page.hasMore()) {
            page = ten.after(page.next().orElseThrow()).page();
            System.out.println("                    then " + page.values().size());
        }
    }

    private void tasksByWords() {
        System.out.println("Tasks about the design of a dashboard:");
        for (TaskOutcome task : persistence
                .taskOutcomes()
                .where(where("task_name").search("design dash*"))
                .limit(3)
                .list()) {
            System.out.println("  " + task.taskName());
        }
    }

    private void whichIndexWouldHaveHelped() {
        for (int agent = 0; agent < 25; agent++) {
            persistence.events().source("agent_unicorn_" + agent).list();
        }
        System.out.println(persistence.advise());
    }
}

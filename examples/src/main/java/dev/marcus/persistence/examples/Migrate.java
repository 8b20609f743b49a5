package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.migration.AppliedStep;
import dev.marcus.persistence.migration.Migration;
import dev.marcus.persistence.migration.Migrations;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives the outcomes of tasks that Marcus wrote another form, in two steps: hours that it noted as zero are taken from the
 * times, and the number behind a task's name becomes a member of its own. First a dry run, then the run, then one step back;
 * at last a program that migrates as it reads.
 */
public final class Migrate {
    private static final Migrations OUTCOMES = Migrations.of("task_outcomes")
            .step(1, "hours from the times", Migrate::hoursFromTimes)
            .step(2, "number apart from the name", Migrate::splitName)
            .undo(Migrate::joinName);

    private Migrate() {}

    /** Takes the URL of a store that Marcus or this library wrote; without it a sample is unpacked and used. */
    public static void main(String[] args) throws IOException {
        String url = args.length > 0 ? args[0] : "file:" + SampleState.unpack(Files.createTempDirectory("migrate"));
        try (Persistence persistence = Persistence.open(url)) {
            Migration migration = persistence.migration(OUTCOMES);
            System.out.println("Would do: " + migration.dryRun(3));
            System.out.println("Did: " + migration.run());
            System.out.println("Did: " + migration.rollbackTo(1));
            for (AppliedStep step : migration.version().history()) {
                System.out.println(
                        "  " + (step.undone() ? "undid " : "did ") + step.number() + " '" + step.name() + "'");
            }
        }
        try (Persistence persistence = Persistence.builder()
                .url(url)
                .migrations(OUTCOMES)
                .migrateOnDemand()
                .open()) {
            System.out.println("Tasks with a number, read and not stored anew: "
                    + persistence.taskOutcomes().where(where("number").exists()).count());
            System.out.println("All stored in the new form: "
                    + persistence.migration(OUTCOMES).version().finished());
        }
    }

    private static Document hoursFromTimes(Document outcome) {
        BigDecimal hours = outcome.number("actual_hours").orElse(BigDecimal.ZERO);
        if (hours.signum() != 0
                || outcome.text("started_at").isEmpty()
                || outcome.text("completed_at").isEmpty()) {
            return outcome;
        }
        Duration took = Duration.between(
                OffsetDateTime.parse(outcome.text("started_at").orElseThrow()),
                OffsetDateTime.parse(outcome.text("completed_at").orElseThrow()));
        return with(
                outcome,
                "actual_hours",
                BigDecimal.valueOf(took.toSeconds()).divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP));
    }

    private static Document splitName(Document outcome) {
        String name = outcome.text("task_name").orElse("");
        int mark = name.lastIndexOf(" #");
        if (mark < 0 || !name.substring(mark + 2).matches("[0-9]{1,9}")) {
            return outcome;
        }
        return with(
                with(outcome, "task_name", name.substring(0, mark)),
                "number",
                Integer.parseInt(name.substring(mark + 2)));
    }

    private static Document joinName(Document outcome) {
        if (outcome.number("number").isEmpty()) {
            return outcome;
        }
        String name = outcome.text("task_name").orElse("") + " #"
                + outcome.number("number").orElseThrow().toPlainString();
        Map<String, Object> members =
                new LinkedHashMap<>(with(outcome, "task_name", name).toMap());
        members.remove("number");
        return Document.of(members);
    }

    private static Document with(Document document, String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>(document.toMap());
        members.put(name, value);
        return Document.of(members);
    }
}

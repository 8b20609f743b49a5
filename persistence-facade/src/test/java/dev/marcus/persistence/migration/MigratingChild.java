package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;

import dev.marcus.persistence.Persistence;
import java.time.Duration;

/** A program that migrates at opening and says so for each document, to be killed while it does. */
public final class MigratingChild {
    private MigratingChild() {}

    /** Takes the URL of the store. */
    public static void main(String[] args) {
        try (Persistence persistence =
                Persistence.builder().url(args[0]).migrations(plan(true)).open()) {
            System.out.println("done " + persistence.from(TASKS).count());
        }
    }

    static Migrations plan(boolean telling) {
        return Migrations.of(TASKS)
                .batch(3)
                .lease(Duration.ofMillis(300))
                .step(1, "note 1", task -> {
                    if (telling) {
                        System.out.println("migrating");
                    }
                    return Tasks.note(1).apply(task);
                })
                .step(2, "note 2", Tasks.note(2));
    }
}

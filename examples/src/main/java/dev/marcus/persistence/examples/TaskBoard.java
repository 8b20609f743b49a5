package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.query.Sort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Four agents take tasks from one board at once: a transaction each, so that no task is taken twice and none is left. */
public final class TaskBoard {
    /**
     * A task.
     *
     * @param title what to do
     * @param state open or taken
     * @param agent who has taken it; empty if nobody has
     */
    public record Task(String title, String state, String agent) {}

    private TaskBoard() {}

    /** Takes the URL of the store, {@code sqlite:data/board.db} if none is given. */
    public static void main(String[] args) throws InterruptedException {
        String url = args.length > 0 ? args[0] : "sqlite:data/board.db";
        try (Persistence persistence = Persistence.open(url)) {
            TypedCollection<Task> tasks = persistence.collection("tasks", Task.class);
            for (int i = 1; i <= 12; i++) {
                tasks.store("task-" + i, new Task("Task " + i, "open", ""));
            }
            List<Thread> agents = IntStream.rangeClosed(1, 4)
                    .mapToObj(n -> new Thread(() -> work(persistence, "agent-" + n)))
                    .toList();
            agents.forEach(Thread::start);
            for (Thread agent : agents) {
                agent.join();
            }
            System.out.println(tasks.where(where("state").eq("open")).count() + " tasks are open, "
                    + tasks.where(where("state").eq("taken")).count() + " are taken.");
            System.out.println("The board counts "
                    + persistence.from("boards").sum("taken").orElseThrow() + " taken.");
        }
    }

    private static void work(Persistence persistence, String agent) {
        while (take(persistence, agent).isPresent()) {
            Thread.onSpinWait(); // where a real agent would do the task
        }
    }

    /** Takes the first open task and counts it, both or neither. */
    private static Optional<Task> take(Persistence persistence, String agent) {
        return persistence.transaction(tx -> {
            TypedCollection<Task> tasks = tx.collection("tasks", Task.class);
            Optional<TypedEntry<Task>> open =
                    tasks.where(where("state").eq("open")).sortBy(Sort.asc("title")).limit(1).entries().stream()
                            .findFirst();
            open.ifPresent(found -> {
                tasks.store(found.key(), new Task(found.value().title(), "taken", agent));
                long taken = tx.retrieve("boards", "today")
                        .flatMap(board -> board.document().number("taken"))
                        .map(number -> number.longValue())
                        .orElse(0L);
                tx.store("boards", "today", Map.of("taken", taken + 1));
            });
            return open.map(TypedEntry::value);
        });
    }
}

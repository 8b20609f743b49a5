package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Documents that count which steps were applied to them. */
final class Tasks {
    static final String TASKS = "tasks";

    private Tasks() {}

    /** Returns a plan whose every step notes its number, and whose way back takes it away again. */
    static Migrations upTo(int version) {
        Migrations plan = Migrations.of(TASKS).batch(2);
        for (int number = 1; number <= version; number++) {
            plan = plan.step(number, "note " + number, note(number)).undo(remove(number));
        }
        return plan;
    }

    static UnaryOperator<Document> note(int number) {
        return task -> {
            List<Object> applied = applied(task);
            applied.add((long) number);
            return with(task, "applied", applied);
        };
    }

    private static UnaryOperator<Document> remove(int number) {
        return task -> {
            List<Object> applied = applied(task);
            if (!applied.get(applied.size() - 1).equals((long) number)) {
                throw new IllegalStateException("undone in the wrong order");
            }
            applied.remove(applied.size() - 1);
            return with(task, "applied", applied);
        };
    }

    static List<Object> applied(Document task) {
        return new ArrayList<>((List<?>) task.get("applied").orElseThrow());
    }

    static Document with(Document task, String name, @Nullable Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(task.toMap());
        members.put(name, value);
        return Document.of(members);
    }

    /** Returns a task to which these steps were applied. */
    static Document task(int n, Integer... applied) {
        return Document.of(Map.of("n", n, "applied", List.of(applied)));
    }

    static void fill(Store store, int count) {
        for (int n = 0; n < count; n++) {
            store.store(TASKS, "t" + n, task(n));
        }
    }

    /** Returns what was applied to each task, by key. */
    static Map<String, List<Object>> appliedByKey(Store store) {
        Map<String, List<Object>> all = new TreeMap<>();
        store.query(Query.of(TASKS)).forEach(entry -> all.put(entry.key(), applied(entry.document())));
        return all;
    }

    /** Returns what is expected of so many tasks. */
    static Map<String, List<Object>> all(int count, Long... applied) {
        Map<String, List<Object>> all = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            all.put("t" + n, Collections.unmodifiableList(new ArrayList<>(List.of(applied))));
        }
        return all;
    }
}

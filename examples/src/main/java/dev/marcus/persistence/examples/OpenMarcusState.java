package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedQuery;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.model.TaskOutcome;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens a state directory and a database that Marcus wrote, as they are: shows what is in them, asks what Marcus asks, and
 * copies the directory into a SQLite database, entry for entry equal.
 */
public final class OpenMarcusState {
    private OpenMarcusState() {}

    /** Takes the paths of a state directory and of a database; without them a sample is unpacked and used. */
    public static void main(String[] args) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        Path work = Files.createTempDirectory("marcus-state");
        Path directory = args.length > 1 ? Path.of(args[0]) : SampleState.unpack(work);
        Path database = args.length > 1 ? Path.of(args[1]) : work.resolve("marcus_state.db");
        try (Persistence files = Persistence.open("file:" + directory);
                Persistence sqlite = Persistence.open("sqlite:" + database);
                Persistence copy = Persistence.open("sqlite:" + work.resolve("copy.db"))) {
            printContents(files, sqlite);
            printFindings("state directory", files);
            printFindings("database", sqlite);
            askWhatMarcusAsks(files);
            long copied = files.copyTo(copy);
            System.out.println();
            System.out.println("Copied " + copied + " entries from the directory into a SQLite database: "
                    + (equal(files, copy) ? "entry for entry equal." : "NOT EQUAL."));
        }
    }

    private static void printContents(Persistence files, Persistence sqlite) {
        System.out.println();
        System.out.println("Collection              files  sqlite  newest entry in the files");
        System.out.println("----------------------  -----  ------  ------------------------------------------");
        for (String collection : files.store().collections()) {
            Entry newest = files.store().first(Query.of(collection)).orElseThrow();
            System.out.printf(
                    "%-22s  %5d  %6d  %s  %s%n",
                    collection,
                    files.from(collection).count(),
                    sqlite.from(collection).count(),
                    newest.storedAt().toString().substring(0, 19),
                    shorten(newest.key().replaceAll("\\p{Cntrl}", " ")));
        }
    }

    private static String shorten(String text) {
        return text.length() <= 32 ? text : text.substring(0, 31) + "…";
    }

    private static void printFindings(String what, Persistence persistence) {
        System.out.println();
        System.out.println("Left alone in the " + what + ", because it keeps no contract:");
        persistence
                .store()
                .adoptionReport()
                .findings()
                .forEach(finding -> System.out.println("  " + finding.place()
                        + (finding.key() == null ? "" : ", key '" + finding.key() + "'") + ": " + finding.reason()));
    }

    private static void askWhatMarcusAsks(Persistence persistence) {
        System.out.println();
        System.out.println("Worker registrations:      "
                + persistence.events().type("worker_registration").count());
        System.out.println("Errors on the board:       "
                + persistence.events().type("kanban_error").count());
        System.out.println(
                "Decisions:                 " + persistence.decisions().count());
        TypedQuery<TaskOutcome> done = persistence
                .taskOutcomes()
                .where(where("success").eq(true).and(where("actual_hours").gt(0)));
        System.out.println("Median hours of a task:    "
                + done.median("actual_hours").orElseThrow() + " over " + done.count() + " tasks");
        System.out.println("Active project:            "
                + persistence.projects().active().map(project -> project.name()).orElse("none"));
        System.out.println("Events by type:");
        List<Group> types = persistence
                .events()
                .groupBy("event_type")
                .compute("count", Aggregate.count())
                .list();
        types.forEach(type -> System.out.printf(
                "  %-26s %4s%n", type.key("event_type"), type.figure("count").orElseThrow()));
    }

    private static boolean equal(Persistence a, Persistence b) {
        if (!a.store().collections().equals(b.store().collections())) {
            return false;
        }
        for (String collection : a.store().collections()) {
            Query query = Query.of(collection).sortBy(Sort.asc("_key"));
            try (Stream<Entry> left = a.stream(query);
                    Stream<Entry> right = b.stream(query)) {
                if (!equal(left.iterator(), right.iterator())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean equal(Iterator<Entry> a, Iterator<Entry> b) {
        while (a.hasNext() && b.hasNext()) {
            Entry x = a.next();
            Entry y = b.next();
            boolean same = x.key().equals(y.key())
                    && x.storedAt().equals(y.storedAt())
                    && x.document().equals(y.document());
            if (!same) {
                return false;
            }
        }
        return a.hasNext() == b.hasNext();
    }
}

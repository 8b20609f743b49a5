package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which versions the documents of a collection are of, told from their revisions. Everything that is stored behind a mark is
 * of its version: by a migration as well as by a program, so that nothing has to be noted for each document, and what was
 * migrated is told from what was not by its revision alone. Immutable.
 *
 * @param marks at least one, in the order of their revisions, the first behind revision 0; one alone if no documents of
 *     older versions are left
 * @param revision that of the entry in which this is kept; 0 if there is none yet
 */
record Versions(List<Mark> marks, List<AppliedStep> history, long revision) {
    /** Says that what has a revision above {@code after} is of this version, up to the next mark. */
    record Mark(int version, long after) {}

    Versions {
        marks = List.copyOf(marks);
        history = List.copyOf(history);
    }

    /** A collection that was never migrated. */
    static Versions none() {
        return new Versions(List.of(new Mark(0, 0)), List.of(), 0);
    }

    /** Returns the version of what is stored from now on. */
    int current() {
        return last().version();
    }

    private Mark last() {
        return marks.get(marks.size() - 1);
    }

    /** Returns the revision up to which documents may be of an older version. */
    long boundary() {
        return last().after();
    }

    boolean isFinished() {
        return marks.size() == 1;
    }

    /** Returns the version of the document that was stored with this revision. */
    int of(long documentRevision) {
        int version = marks.get(0).version();
        for (Mark mark : marks) {
            if (mark.after() < documentRevision) {
                version = mark.version();
            }
        }
        return version;
    }

    /** Returns the steps whose changes are in the current version, by number. */
    Map<Integer, AppliedStep> applied() {
        Map<Integer, AppliedStep> applied = new TreeMap<>();
        for (AppliedStep line : history) {
            if (line.undone()) {
                applied.remove(line.number());
            } else {
                applied.put(line.number(), line);
            }
        }
        return applied;
    }

    /** Returns the document that says that from its own revision on this version is stored. */
    Document marked(int version, List<AppliedStep> lines) {
        List<Object> all = markLines();
        all.add(Map.of("version", version)); // behind the revision that this very document is given
        List<AppliedStep> longer = new ArrayList<>(history);
        longer.addAll(lines);
        return document(version, all, longer);
    }

    /** Returns the document that says that all documents are of the current version now. */
    Document finished(Instant time) {
        return document(
                current(),
                List.of(Map.of("version", current(), "after", 0)),
                history.stream().map(line -> line.finishedAt(time)).toList());
    }

    private List<Object> markLines() {
        List<Object> lines = new ArrayList<>();
        marks.forEach(mark -> lines.add(Map.of("version", mark.version(), "after", mark.after())));
        return lines;
    }

    private static Document document(int version, List<Object> marks, List<AppliedStep> history) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", version);
        members.put("marks", marks);
        members.put("history", history.stream().map(AppliedStep::toMap).toList());
        return Document.of(members);
    }

    /** Reads what {@link #marked} or {@link #finished} gave. */
    static Versions of(Entry entry) {
        try {
            List<Mark> marks = new ArrayList<>();
            for (Document mark : documents(entry, "marks")) {
                long after = mark.number("after").map(Number::longValue).orElse(entry.revision());
                marks.add(new Mark(mark.number("version").orElseThrow().intValueExact(), after));
            }
            return new Versions(
                    marks,
                    documents(entry, "history").stream().map(AppliedStep::of).toList(),
                    entry.revision());
        } catch (NoSuchElementException | ClassCastException | ArithmeticException e) {
            throw new CorruptionException(
                    "collection '" + entry.collection() + "', key '" + entry.key()
                            + "': not what a migration writes (expected: untouched by others); restore it from a backup",
                    e);
        }
    }

    private static List<Document> documents(Entry entry, String name) {
        List<Document> documents = new ArrayList<>();
        for (Object line : (List<?>) entry.document().get(name).orElseThrow()) {
            documents.add(document((Map<?, ?>) line));
        }
        return documents;
    }

    private static Document document(Map<?, ?> members) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        members.forEach((name, value) -> named.put((String) name, value));
        return Document.of(named);
    }
}

package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do to the documents that are there now.
 *
 * @param collection the collection
 * @param from the oldest version that documents can have
 * @param to the version that they would have
 * @param changed how many documents would be stored anew
 * @param unchanged how many would stay as they are
 * @param failed how many a step failed on; a run would stop at the first
 * @param examples of the documents that would change, the oldest first
 * @param failures the first of the failures, as many as examples were asked for
 */
public record MigrationPreview(
        String collection,
        int from,
        int to,
        long changed,
        long unchanged,
        long failed,
        List<Difference> examples,
        List<MigrationFailedException> failures) {
    /** What would happen to a value. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * A value that would change. Objects are compared member by member, arrays as a whole.
     *
     * @param path where
     * @param before the value that is stored; null if there is none, it is null, or values were not asked for
     * @param after the value that would be stored; null likewise
     */
    public record PathChange(
            FieldPath path,
            Kind kind,
            @Nullable Object before,
            @Nullable Object after) {
        /** Names path and kind, never the values. */
        @Override
        public String toString() {
            return kind + " " + path;
        }
    }

    /**
     * A document that would change.
     *
     * @param key its key
     * @param changes what would change in it, sorted by path
     */
    public record Difference(String key, List<PathChange> changes) {
        /** Copies the list. */
        public Difference {
            changes = List.copyOf(changes);
        }
    }

    /** Copies the lists. */
    public MigrationPreview {
        examples = List.copyOf(examples);
        failures = List.copyOf(failures);
    }

    /** Says it for a person: counts, keys and paths, never a value. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("collection '" + collection + "', from version " + from + " to " + to
                + ": " + changed + " documents would change, " + unchanged + " would not");
        if (failed > 0) {
            text.append(", and on ").append(failed).append(" a step fails");
        }
        examples.forEach(
                one -> text.append("\n  '").append(one.key()).append("': ").append(one.changes()));
        failures.forEach(one -> text.append("\n  ").append(one.getMessage()));
        return text.toString();
    }
}

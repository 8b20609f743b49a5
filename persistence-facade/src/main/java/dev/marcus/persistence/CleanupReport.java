package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.PersistenceException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup did, one line a collection. A collection that failed does not stop the others.
 *
 * @param at when it began
 * @param lines what was done, in the order in which it was done
 */
public record CleanupReport(Instant at, List<Line> lines) {
    /**
     * What became of one collection.
     *
     * @param collection which one
     * @param removed how many entries were removed, without those of the rule that failed
     * @param failure why it could not be finished; null if it was
     */
    public record Line(
            String collection, long removed, @Nullable PersistenceException failure) {}

    /** Copies the list. */
    public CleanupReport {
        requireNonNull(at, "at");
        lines = List.copyOf(lines);
    }

    /** Returns how many entries were removed in all. */
    public long removed() {
        return lines.stream().mapToLong(Line::removed).sum();
    }

    /** Says whether every collection was finished. */
    public boolean isComplete() {
        return lines.stream().allMatch(line -> line.failure == null);
    }
}

package dev.marcus.persistence.store;

import dev.marcus.persistence.document.Entry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a commit.
 *
 * @param outcomes one outcome a change, in the order of the changes
 */
public record CommitResult(List<Outcome> outcomes) {
    /**
     * What became of one change.
     *
     * @param affected how many entries it stored or removed
     * @param revision the last revision that it took; 0 if it took none
     * @param stored the entry that it stored; null if it stored none
     */
    public record Outcome(
            int affected, long revision, @Nullable Entry stored) {
        /** Returns the entry that the change stored; empty if it was no put. */
        public Optional<Entry> entry() {
            return Optional.ofNullable(stored);
        }
    }

    /** Copies the list. */
    public CommitResult {
        outcomes = List.copyOf(outcomes);
    }

    /** Returns the last revision that the commit took; 0 if it changed nothing. */
    public long revision() {
        long last = 0;
        for (Outcome outcome : outcomes) {
            last = Math.max(last, outcome.revision());
        }
        return last;
    }
}

package dev.marcus.persistence.store;

import dev.marcus.persistence.error.InvalidRequestException;
import java.util.List;

/**
 * What a store answers to the question what has changed: of one moment, in the order of revisions, each key with its
 * latest change alone. Immutable.
 *
 * @param changes the changes, their revisions strictly increasing
 * @param reached the revision to ask on from: nothing that changed up to it is still to come
 * @param more whether more had changed at that moment than the batch was to hold
 */
public record ChangeBatch(List<ChangedEntry> changes, long reached, boolean more) {
    /** Copies the list, and refuses one that is out of order. */
    public ChangeBatch {
        changes = List.copyOf(changes);
        long last = 0;
        for (ChangedEntry change : changes) {
            if (change.revision() <= last) {
                throw new InvalidRequestException("batch of changes: revision " + change.revision() + " after " + last
                        + " (expected: strictly increasing)");
            }
            last = change.revision();
        }
        if (reached < last) {
            throw new InvalidRequestException("batch of changes: reached " + reached + ", but holds revision " + last
                    + " (expected: reached at least that)");
        }
    }
}

package dev.marcus.persistence.move;

import dev.marcus.persistence.error.PersistenceException;
import java.util.List;

/**
 * The target of a move does not hold what the source holds. Somebody else wrote to it, or one of the two does not keep what
 * it was given: stay with the source, and begin again with a new target.
 */
public class StoresDifferException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    private final List<String> differences;
    private final long count;

    StoresDifferException(List<String> differences, long count) {
        super(
                "move: " + count + " entries differ, the first: " + String.join("; ", differences)
                        + " (expected: equal stores; stay with the source and move to a new target)",
                null);
        this.differences = List.copyOf(differences);
        this.count = count;
    }

    /** Returns the first differences, ten at most: collection, key and what differs, never what is stored. */
    public List<String> differences() {
        return differences;
    }

    /** Returns how many entries differ. */
    public long count() {
        return count;
    }
}

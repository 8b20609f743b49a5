package dev.marcus.persistence.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Somebody else changed what the commit relied on: read again, decide again, commit again. Or a unique index does not allow
 * what is to be stored. Nothing changed.
 */
public class ConflictException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf is serializable, and so is Conflict
    private final List<Conflict> conflicts;

    /** Takes every precondition that did not hold, at least one. */
    public ConflictException(List<Conflict> conflicts) {
        super(describe(conflicts), null);
        this.conflicts = List.copyOf(conflicts);
    }

    /** Takes what was being done, and every precondition that did not hold in the end. */
    public ConflictException(String operation, List<Conflict> conflicts) {
        super(operation + ": " + describe(conflicts), null);
        this.conflicts = List.copyOf(conflicts);
    }

    private static String describe(List<Conflict> conflicts) {
        boolean notUnique = conflicts.stream().allMatch(conflict -> conflict.index() != null);
        return conflicts.stream().map(Conflict::describe).collect(Collectors.joining("; "))
                + "; nothing was changed: "
                + (notUnique ? "store other values, or change the other entry first" : "read again and retry");
    }

    /** Returns every precondition that did not hold. */
    public List<Conflict> conflicts() {
        return conflicts;
    }
}

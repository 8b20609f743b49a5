package dev.marcus.persistence.error;

import java.util.List;
import java.util.stream.Collectors;

/** Somebody else changed what the commit relied on. Read again, decide again, commit again; nothing changed. */
public class ConflictException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf is serializable, and so is Conflict
    private final List<Conflict> conflicts;

    /** Takes every precondition that did not hold, at least one. */
    public ConflictException(List<Conflict> conflicts) {
        super(
                conflicts.stream().map(Conflict::describe).collect(Collectors.joining("; "))
                        + "; nothing was changed: read again and retry",
                null);
        this.conflicts = List.copyOf(conflicts);
    }

    /** Takes what was being done, and every precondition that did not hold in the end. */
    public ConflictException(String operation, List<Conflict> conflicts) {
        super(
                operation + ": "
                        + conflicts.stream().map(Conflict::describe).collect(Collectors.joining("; "))
                        + "; nothing was changed: read again and retry",
                null);
        this.conflicts = List.copyOf(conflicts);
    }

    /** Returns every precondition that did not hold. */
    public List<Conflict> conflicts() {
        return conflicts;
    }
}

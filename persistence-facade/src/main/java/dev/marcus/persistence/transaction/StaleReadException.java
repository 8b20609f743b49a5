package dev.marcus.persistence.transaction;

import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import java.util.List;

/** What a transaction has read is not what is there any more: it has to begin again. */
final class StaleReadException extends ConflictException {
    private static final long serialVersionUID = 1L;

    StaleReadException(List<Conflict> conflicts) {
        super("transaction: what it read was changed meanwhile", conflicts);
    }
}

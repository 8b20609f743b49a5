package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;

/**
 * A stored entry cannot be turned into the type that it was asked for as. It was left as it is; read it as a document, or
 * with another type.
 */
public class UnreadableEntryException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    private final transient Entry entry;

    UnreadableEntryException(Entry entry, Class<?> type, String where) {
        super(
                "collection '" + entry.collection() + "', key '" + entry.key() + "': no " + type.getName() + " at "
                        + where + " (expected: a document of that type; read it untyped, or with another type)",
                null);
        this.entry = requireNonNull(entry, "entry");
    }

    /** Returns the entry as it is stored. Not kept when the exception is serialized. */
    public Entry entry() {
        return entry;
    }
}

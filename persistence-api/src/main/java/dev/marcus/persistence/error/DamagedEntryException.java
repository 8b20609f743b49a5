package dev.marcus.persistence.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One entry is damaged and all others are whole. A cursor that throws this stands behind the entry and can go on. */
public class DamagedEntryException extends CorruptionException {
    private static final long serialVersionUID = 1L;

    private final String collection;
    private final String key;
    private final String reason;

    /** Takes the place of the damage and a sentence that says what is wrong, without the entry's content. */
    public DamagedEntryException(String collection, String key, String reason, @Nullable Throwable cause) {
        super(
                "collection '" + collection + "', key '" + key + "': the stored entry is damaged: " + reason
                        + "; it was left as it is",
                cause);
        this.collection = requireNonNull(collection, "collection");
        this.key = requireNonNull(key, "key");
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns the collection of the damaged entry. */
    public String collection() {
        return collection;
    }

    /** Returns the key of the damaged entry, as far as it could be read. */
    public String key() {
        return key;
    }

    /** Returns what is wrong with it. */
    public String reason() {
        return reason;
    }
}

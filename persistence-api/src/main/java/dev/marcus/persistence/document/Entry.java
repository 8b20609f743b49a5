package dev.marcus.persistence.document;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a store keeps under a key: a document, when it was stored, and the revision that it got. Immutable. */
public final class Entry {
    /** The earliest store time. */
    public static final Instant MIN_STORED_AT = Instant.parse("0001-01-01T00:00:00Z");
    /** The latest store time. */
    public static final Instant MAX_STORED_AT = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final String collection;
    private final String key;
    private final Document document;
    private final Instant storedAt;
    private final long revision;

    private Entry(String collection, String key, Document document, Instant storedAt, long revision) {
        this.collection = Names.checkCollection(collection);
        this.key = Names.checkKey(key);
        this.document = requireNonNull(document, "document");
        this.storedAt = checkStoredAt(storedAt);
        this.revision = revision;
        if (revision < 1) {
            throw new InvalidRequestException("revision: " + revision + " (expected: >= 1)");
        }
    }

    /**
     * Returns the entry with these values, the time cut to microseconds.
     *
     * @throws InvalidRequestException if a name or the key is invalid, the revision is not positive, or the time lies
     *     outside the years 1 to 9999
     */
    public static Entry of(String collection, String key, Document document, Instant storedAt, long revision) {
        return new Entry(collection, key, document, storedAt, revision);
    }

    /**
     * Returns the time cut to microseconds.
     *
     * @throws InvalidRequestException if it lies outside the years 1 to 9999
     */
    public static Instant checkStoredAt(Instant storedAt) {
        if (storedAt.isBefore(MIN_STORED_AT) || storedAt.isAfter(MAX_STORED_AT.plusNanos(999))) {
            throw new InvalidRequestException("storedAt: " + storedAt + " (expected: a time in the years 1 to 9999)");
        }
        Instant micros = storedAt.truncatedTo(ChronoUnit.MICROS);
        return micros.equals(storedAt) ? storedAt : micros; // one object for all entries of a commit
    }

    /** Returns the collection that the entry is in. */
    public String collection() {
        return collection;
    }

    /** Returns the name of the entry, unique in its collection. */
    public String key() {
        return key;
    }

    /** Returns what was stored. */
    public Document document() {
        return document;
    }

    /** Returns when it was stored, in whole microseconds. */
    public Instant storedAt() {
        return storedAt;
    }

    /** Returns the number of the change that wrote the entry, unique in its store and growing. */
    public long revision() {
        return revision;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Entry that
                && revision == that.revision
                && collection.equals(that.collection)
                && key.equals(that.key)
                && storedAt.equals(that.storedAt)
                && document.equals(that.document);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * collection.hashCode() + key.hashCode()) + Long.hashCode(revision);
    }

    /** Names the entry without its content. */
    @Override
    public String toString() {
        return "Entry(" + collection + "/" + key + " @" + revision + ", stored " + storedAt + ", " + document.size()
                + " bytes)";
    }
}

package dev.marcus.persistence.store;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of a commit. More kinds may come with any release; a backend is never given one that it does not declare.
 */
public sealed interface Change {
    /** Returns the collection that is changed. */
    String collection();

    /**
     * Stores the document under the key, over what was there.
     *
     * @param importedAt the store time that the entry brings from elsewhere, cut to microseconds; null for the time of
     *     the commit
     */
    record Put(
            String collection,
            String key,
            Document document,
            @Nullable Instant importedAt) implements Change {
        /** Refuses invalid names and times. */
        public Put {
            Names.checkCollection(collection);
            Names.checkKey(key);
            requireNonNull(document, "document");
            importedAt = importedAt == null ? null : Entry.checkStoredAt(importedAt);
        }

        /** Returns the store time that the entry brings from elsewhere. */
        public Optional<Instant> imported() {
            return Optional.ofNullable(importedAt);
        }
    }

    /** Removes the entry; if there is none, nothing happens and no revision is taken. */
    record Delete(String collection, String key) implements Change {
        /** Refuses invalid names. */
        public Delete {
            Names.checkCollection(collection);
            Names.checkKey(key);
        }
    }

    /**
     * Removes entries stored strictly before the cut-off, the oldest first, and at most so many. Each takes a revision.
     * It sees what the changes before it in the same commit have done.
     */
    record DeleteOlderThan(String collection, Instant cutoff, int limit) implements Change {
        /** Cuts the time to microseconds, and to the range of store times. */
        public DeleteOlderThan {
            Names.checkCollection(collection);
            cutoff = clamp(requireNonNull(cutoff, "cutoff"));
            if (limit < 1) {
                throw new InvalidRequestException("limit: " + limit + " (expected: >= 1)");
            }
        }

        private static Instant clamp(Instant time) {
            if (time.isBefore(Entry.MIN_STORED_AT)) {
                return Entry.MIN_STORED_AT;
            }
            return time.isAfter(Entry.MAX_STORED_AT) ? Entry.MAX_STORED_AT.plusNanos(1000) : Entry.checkStoredAt(time);
        }
    }
}

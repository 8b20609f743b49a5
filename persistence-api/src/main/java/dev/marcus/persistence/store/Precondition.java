package dev.marcus.persistence.store;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;

/** What must hold for a commit to be applied. More kinds may come with any release. */
public sealed interface Precondition {
    /** Returns the collection that is looked at. */
    String collection();

    /** There is no entry with this key. */
    record Absent(String collection, String key) implements Precondition {
        /** Refuses invalid names. */
        public Absent {
            Names.checkCollection(collection);
            Names.checkKey(key);
        }
    }

    /** There is an entry with this key, and it has this revision. */
    record AtRevision(String collection, String key, long revision) implements Precondition {
        /** Refuses invalid names and revisions. */
        public AtRevision {
            Names.checkCollection(collection);
            Names.checkKey(key);
            if (revision < 1) {
                throw new InvalidRequestException(
                        "revision: " + revision + " (expected: >= 1; for no entry use absent)");
            }
        }
    }

    /** No entry of the collection was stored or deleted after this revision. */
    record Unchanged(String collection, long since) implements Precondition {
        /** Refuses invalid names and revisions. */
        public Unchanged {
            Names.checkCollection(collection);
            if (since < 0) {
                throw new InvalidRequestException("since: " + since + " (expected: >= 0)");
            }
        }
    }
}

package dev.marcus.persistence.engine;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Limits;

/** What is refused before a backend sees it: what it does not promise, and what is larger than it takes. */
final class CommitChecks {
    private final String scheme;
    private final boolean atomic;
    private final boolean indexing;
    private final Limits limits;

    CommitChecks(String scheme, Capabilities capabilities) {
        this.scheme = scheme;
        atomic = capabilities.has(Capability.ATOMIC_COMMIT);
        indexing = capabilities.has(Capability.INDEXES);
        limits = capabilities.limits();
    }

    void check(Commit commit) {
        int changes = commit.changes().size();
        if (changes > 1 && !atomic) {
            throw new UnsupportedException("commit: " + changes + " changes (expected: 1, because '" + scheme
                    + "' has no ATOMIC_COMMIT; commit them one by one, or choose a backend that has it)");
        }
        if (changes > limits.changes()) {
            throw new InvalidRequestException(
                    "commit: " + changes + " changes (expected: at most " + limits.changes() + "; split it)");
        }
        for (Change change : commit.changes()) {
            if (change instanceof Change.Put put) {
                check(put);
                checkIndexing(put);
            }
        }
    }

    private void checkIndexing(Change.Put put) {
        if (!indexing && put.collection().equals(Index.COLLECTION)) {
            throw new UnsupportedException("index '" + put.key() + "': '" + scheme
                    + "' has no INDEXES (expected: a backend that has it). Nothing was made.");
        }
    }

    private void check(Change.Put put) {
        Document document = put.document();
        if (document.size() > limits.documentBytes()) {
            throw new InvalidRequestException(where(put) + "a document of " + document.size()
                    + " bytes (expected: at most " + limits.documentBytes() + ")");
        }
        if (document.depth() > limits.nesting()) {
            throw new InvalidRequestException(where(put) + "a document of " + document.depth()
                    + " levels (expected: at most " + limits.nesting() + ")");
        }
    }

    private static String where(Change.Put put) {
        return "collection '" + put.collection() + "', key '" + put.key() + "': ";
    }
}

package dev.marcus.persistence.store;

import dev.marcus.persistence.document.Document;

/**
 * The largest things that a backend takes. At the limit it accepts; what is past it is refused before the backend is
 * asked, with a message that names limit and size.
 *
 * @param nesting objects and arrays one inside the other, the document counted; 100 to {@link Document#MAX_DEPTH}
 * @param documentBytes bytes of a document's JSON text in UTF-8 without white space; at least 1 MiB
 * @param changes changes of one commit; at least 1,000, or 1 without {@link Capability#ATOMIC_COMMIT}
 */
public record Limits(int nesting, int documentBytes, int changes) {
    /** What our own backends take if nothing else is set: all nesting, 16 MiB a document, 10,000 changes. */
    public static final Limits DEFAULT = new Limits(Document.MAX_DEPTH, 16 << 20, 10_000);

    /** Refuses less than the contract asks of every backend. */
    public Limits {
        atLeast("nesting", nesting, 100);
        if (nesting > Document.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "nesting: " + nesting + " (expected: at most " + Document.MAX_DEPTH + ")");
        }
        atLeast("documentBytes", documentBytes, 1 << 20);
        if (changes != 1) {
            atLeast("changes", changes, 1000);
        }
    }

    /** Returns the same limits with another size of documents. */
    public Limits withDocumentBytes(int bytes) {
        return new Limits(nesting, bytes, changes);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}

package dev.marcus.persistence.tck.history;

import org.jspecify.annotations.Nullable;

/**
 * One operation on the key of a {@link KeyHistory}, and how it ended. An entry is known by its revision; 0 stands for none.
 *
 * @param kind what was asked
 * @param expected the revision that a conditional put requires; of no meaning otherwise
 * @param value what a put stores; of no meaning otherwise
 * @param invoked when it was called, in nanoseconds
 * @param returned when it returned; {@link Long#MAX_VALUE} if nobody knows whether it was done
 * @param revision the revision that it was told: of its own change, of the entry read, or of the entry in the way; 0 for
 *     none
 * @param found the value read; null if there was none or nothing was read
 * @param done whether a change was made, as far as the caller was told
 * @param thread who called it
 */
public record KeyOperation(
        Kind kind,
        long expected,
        long value,
        long invoked,
        long returned,
        long revision,
        @Nullable Long found,
        boolean done,
        String thread) {
    /** What can be asked of a key. */
    public enum Kind {
        /** Stores a value. */
        PUT,
        /** Stores a value if the entry is at a revision, or there is none. */
        PUT_IF,
        /** Removes the entry. */
        DELETE,
        /** Reads the entry. */
        READ
    }

    boolean unknown() {
        return returned == Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        String what = switch (kind) {
            case PUT -> "store " + value + (unknown() ? ": outcome unknown" : ": revision " + revision);
            case PUT_IF ->
                "store " + value + (expected == 0 ? " if absent" : " if at revision " + expected)
                        + (unknown()
                                ? ": outcome unknown"
                                : done ? ": revision " + revision : ": conflict, found " + revision);
            case DELETE -> "delete" + (unknown() ? ": outcome unknown" : done ? ": it was there" : ": nothing there");
            case READ -> "read" + (revision == 0 ? ": nothing there" : ": " + found + " at revision " + revision);
        };
        return thread + " " + what;
    }
}

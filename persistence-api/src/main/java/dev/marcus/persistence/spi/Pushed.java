package dev.marcus.persistence.spi;

import static java.util.Objects.requireNonNull;

/**
 * What a backend did of a request; the framework does the rest.
 *
 * @param filtering how much of the filter
 * @param ordered whether the entries come in the order asked for, the tie-break included
 * @param limited whether the cursor may stop at the limit, which takes an exact filter and the order
 */
public record Pushed(Filtering filtering, boolean ordered, boolean limited) {
    /** How much of a filter was evaluated. */
    public enum Filtering {
        /** Nothing. */
        NONE,
        /** Every match is there, and others may be too. */
        SUPERSET,
        /** The matches, and nothing else. */
        EXACT
    }

    /** Nothing was done. */
    public static final Pushed NOTHING = new Pushed(Filtering.NONE, false, false);

    /** Refuses a limit without an exact filter and the order: it would cut off matches. */
    public Pushed {
        requireNonNull(filtering, "filtering");
        if (limited && (filtering != Filtering.EXACT || !ordered)) {
            throw new IllegalArgumentException("limited: true with filtering " + filtering + ", ordered " + ordered
                    + " (expected: EXACT and true)");
        }
    }
}

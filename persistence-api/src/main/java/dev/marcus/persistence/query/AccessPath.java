package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a backend reads to answer a query.
 *
 * @param text what is read, in a few words
 * @param index the name of the {@link Index} that is used; null if none is
 * @param expectedRows about how many entries will be looked at; negative if the backend cannot tell
 * @param nativePlan the plan of the engine beneath, as it tells it; empty if there is none
 */
public record AccessPath(String text, @Nullable String index, long expectedRows, String nativePlan) {
    /** Refuses null. */
    public AccessPath {
        requireNonNull(text, "text");
        requireNonNull(nativePlan, "nativePlan");
    }

    /** Returns the reading of something without an index. */
    public static AccessPath of(String text) {
        return new AccessPath(text, null, -1, "");
    }
}

package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of a query's answer.
 *
 * @param values what the entry has at the paths of the sorts, as
 *     {@link dev.marcus.persistence.document.PathReader#read} gives it; an Instant for the store time
 * @param storedAt its store time
 * @param revision its revision
 */
public record Position(List<@Nullable Object> values, Instant storedAt, long revision) {
    /** Copies the list, which may hold nulls. */
    public Position {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        requireNonNull(storedAt, "storedAt");
    }
}

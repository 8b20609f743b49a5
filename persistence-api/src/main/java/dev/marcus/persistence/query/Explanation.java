package dev.marcus.persistence.query;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * How a query is answered.
 *
 * @param backend the scheme of the backend
 * @param path what the backend reads
 * @param filtering how much of the filter the backend evaluates: {@code NONE}, {@code SUPERSET} or {@code EXACT}; the
 *     rest is done after it
 * @param ordered whether the backend gives the order asked for
 * @param limited whether the backend stops at the limit
 * @param examined how many entries were looked at, where the query was run for it
 * @param matched how many matched, where the query was run for it
 */
public record Explanation(
        String backend,
        AccessPath path,
        String filtering,
        boolean ordered,
        boolean limited,
        OptionalLong examined,
        OptionalLong matched) {
    /** Says it in a line, and what the engine beneath says of it in further ones. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(backend + ": " + path.text());
        if (path.expectedRows() >= 0) {
            text.append(", about ").append(path.expectedRows()).append(" entries");
        }
        text.append("; filter ").append(filtering.toLowerCase(Locale.ROOT));
        text.append(ordered ? ", ordered" : ", sorted afterwards").append(limited ? ", limited" : "");
        if (examined.isPresent()) {
            text.append("; looked at ").append(examined.getAsLong()).append(" entries");
        }
        if (matched.isPresent()) {
            text.append("; ").append(matched.getAsLong()).append(" matched");
        }
        return path.nativePlan().isEmpty()
                ? text.toString()
                : text.append('\n').append(path.nativePlan()).toString();
    }
}

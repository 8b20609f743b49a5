package dev.marcus.persistence.query;

/**
 * How a query is answered.
 *
 * @param backend the scheme of the backend
 * @param access what the backend reads: an index, or the whole collection
 * @param filtering how much of the filter the backend evaluates: {@code NONE}, {@code SUPERSET} or {@code EXACT}; the
 *     rest is done after it
 * @param ordered whether the backend sorts
 * @param limited whether the backend stops at the limit
 */
public record Explanation(String backend, String access, String filtering, boolean ordered, boolean limited) {
    /** Says it in a line. */
    @Override
    public String toString() {
        return backend + ": " + access + "; filter " + filtering.toLowerCase(java.util.Locale.ROOT)
                + (ordered ? ", ordered" : ", sorted afterwards") + (limited ? ", limited" : "");
    }
}

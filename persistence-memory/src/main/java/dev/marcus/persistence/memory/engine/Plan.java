package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to answer a request.
 *
 * @param text what is read, in a few words
 * @param index the name of the index that is used; null for none
 * @param rows how many entries there are to look at
 * @param exact whether they are the matches and nothing else
 * @param ordered whether they come in the order asked for
 * @param entries gives them
 */
record Plan(
        String text,
        @Nullable String index,
        int rows,
        boolean exact,
        boolean ordered,
        Supplier<Iterator<Entry>> entries) {
    /**
     * Returns about how many entries will be looked at.
     *
     * @param limit after how many matches one may stop; negative for never
     * @param matches how many matches there are at most
     */
    long expected(int limit, int matches) {
        if (!ordered || limit < 0) {
            return rows;
        }
        return exact || matches == 0 ? Math.min(rows, limit) : Math.min(rows, (long) limit * rows / matches);
    }
}

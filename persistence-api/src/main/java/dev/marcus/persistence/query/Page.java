package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Entry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a query, or the part of it that its limit let through. Immutable, and of one moment of the store.
 *
 * @param entries the entries in the order asked for
 * @param cursor where to go on; null if nothing more matched
 */
public record Page(List<Entry> entries, @Nullable PageCursor cursor) implements Iterable<Entry> {
    /** Copies the list. */
    public Page {
        entries = List.copyOf(entries);
    }

    /** Says whether more entries matched than the limit let through. */
    public boolean hasMore() {
        return cursor != null;
    }

    /** Returns where to go on, for {@link Query#after}; empty if nothing more matched. */
    public Optional<PageCursor> next() {
        return Optional.ofNullable(cursor);
    }

    @Override
    public Iterator<Entry> iterator() {
        return entries.iterator();
    }
}

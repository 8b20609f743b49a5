package dev.marcus.persistence;

import dev.marcus.persistence.query.PageCursor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of an answer that the limit of its query let through. Immutable, and of one moment of the store.
 *
 * @param <T> the type of the objects
 * @param entries the objects with their keys, in the order asked for
 * @param cursor where to go on; null if nothing more matched
 */
public record TypedPage<T>(
        List<TypedEntry<T>> entries, @Nullable PageCursor cursor) {
    /** Copies the list. */
    public TypedPage {
        entries = List.copyOf(entries);
    }

    /** Returns the objects alone, in the order asked for. */
    public List<T> values() {
        return entries.stream().map(TypedEntry::value).toList();
    }

    /** Says whether more entries matched than the limit let through. */
    public boolean hasMore() {
        return cursor != null;
    }

    /** Returns where to go on, for {@link FluentQuery#after}; empty if nothing more matched. */
    public Optional<PageCursor> next() {
        return Optional.ofNullable(cursor);
    }
}

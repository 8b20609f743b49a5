package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.watch.Watch;
import dev.marcus.persistence.watch.Watches;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store, and how its entries become objects of one type. Immutable.
 *
 * @param watches where its changes are watched; null inside a transaction
 * @param unreadable who is told of an entry that cannot be turned into the type and is left out; null if it is an error
 */
record Reading<T>(
        Store store,
        @Nullable Watches watches,
        Codec codec,
        Class<T> type,
        @Nullable Consumer<UnreadableEntryException> unreadable) {
    Reading {
        requireNonNull(type, "type");
    }

    Reading<T> telling(Consumer<UnreadableEntryException> told) {
        return new Reading<>(store, watches, codec, type, requireNonNull(told, "told"));
    }

    /** Returns the object, or fails. */
    TypedEntry<T> decode(Entry entry) {
        return TypedEntry.of(entry, codec.decode(entry, type));
    }

    /** Returns a watch over what passes the filter in these collections. */
    Watch<T> watch(Predicate<String> collections, Filter filter) {
        if (watches == null) {
            throw new InvalidRequestException(
                    "watch: inside a transaction (expected: outside, as what changes is told once it is committed)");
        }
        return watches.watch(
                store, collections, filter, entry -> decodeOrTell(entry).map(TypedEntry::value));
    }

    /** Returns the object, or empty after somebody was told that it is none. */
    Optional<TypedEntry<T>> decodeOrTell(Entry entry) {
        try {
            return Optional.of(decode(entry));
        } catch (UnreadableEntryException e) {
            if (unreadable == null) {
                throw e;
            }
            unreadable.accept(e);
            return Optional.empty();
        }
    }
}

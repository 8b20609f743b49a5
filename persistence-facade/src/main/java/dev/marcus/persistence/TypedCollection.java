package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection of objects of one type. Errors are those of {@link Store}; an entry that cannot be turned into the type
 * ends the call with an {@link UnreadableEntryException}. Lists and streams leave it out if {@link #skipUnreadable} names
 * somebody who is told; asking for it by its key always fails.
 * Immutable, for any number of threads.
 *
 * @param <T> a record, bean or map that Jackson can write and read
 */
public final class TypedCollection<T> {
    private final Store store;
    private final Codec codec;
    private final String name;
    private final Class<T> type;
    private final Filter always;
    private final @Nullable Consumer<UnreadableEntryException> unreadable;

    TypedCollection(
            Store store,
            Codec codec,
            String name,
            Class<T> type,
            Filter always,
            @Nullable Consumer<UnreadableEntryException> unreadable) {
        this.store = store;
        this.codec = codec;
        this.name = name;
        this.type = type;
        this.always = always;
        this.unreadable = unreadable;
    }

    /** Returns the same collection, whose lists and streams leave out what cannot be read after telling this consumer. */
    public TypedCollection<T> skipUnreadable(Consumer<UnreadableEntryException> told) {
        return new TypedCollection<>(store, codec, name, type, always, requireNonNull(told, "told"));
    }

    /** Returns the name of the collection. */
    public String name() {
        return name;
    }

    /** Stores the object under the key, over what was there. */
    public TypedEntry<T> store(String key, T value) {
        return TypedEntry.of(store.store(name, key, codec.encode(name, key, value)), value);
    }

    /**
     * Stores the object over the one that was read, if nobody has changed the entry since.
     *
     * @throws dev.marcus.persistence.error.ConflictException if somebody has; nothing was changed
     */
    public TypedEntry<T> replace(TypedEntry<T> seen, T value) {
        Document document = codec.encode(name, seen.key(), value);
        Entry stored = store.commit(Commit.builder()
                        .put(name, seen.key(), document)
                        .requireRevision(name, seen.key(), seen.revision())
                        .build())
                .outcomes()
                .get(0)
                .entry()
                .orElseThrow();
        return TypedEntry.of(stored, value);
    }

    /**
     * Stores the object if there is none under the key.
     *
     * @throws dev.marcus.persistence.error.ConflictException if there is one; nothing was changed
     */
    public TypedEntry<T> create(String key, T value) {
        Entry stored = store.commit(Commit.builder()
                        .put(name, key, codec.encode(name, key, value))
                        .requireAbsent(name, key)
                        .build())
                .outcomes()
                .get(0)
                .entry()
                .orElseThrow();
        return TypedEntry.of(stored, value);
    }

    /** Returns the object, or empty if there is none. */
    public Optional<T> retrieve(String key) {
        return entry(key).map(TypedEntry::value);
    }

    /** Returns the object with its revision, or empty if there is none. */
    public Optional<TypedEntry<T>> entry(String key) {
        return store.retrieve(name, key).map(this::decode);
    }

    /** Removes the object, and says whether it was there. */
    public boolean delete(String key) {
        return store.delete(name, key);
    }

    /** Returns all objects, newest first. */
    public List<T> list() {
        return list(query());
    }

    /** Returns the objects that pass the filter, newest first. */
    public List<T> list(Filter filter) {
        return list(query().where(filter));
    }

    /** Returns what matches the query, which has to be one of {@link #query}. */
    public List<T> list(Query query) {
        try (Stream<TypedEntry<T>> entries = stream(query)) {
            return entries.map(TypedEntry::value).toList();
        }
    }

    /** Returns any number of objects one by one, as of one moment, newest first. Close the stream. */
    public Stream<TypedEntry<T>> stream() {
        return stream(query());
    }

    /**
     * Returns what matches one by one, as of one moment. Close the stream.
     *
     * @throws IllegalArgumentException if the query is for another collection
     */
    public Stream<TypedEntry<T>> stream(Query query) {
        if (!query.collection().equals(name)) {
            throw new IllegalArgumentException("query: of '" + query.collection() + "' (expected: of '" + name + "')");
        }
        return store.stream(query).map(this::decodeOrTell).filter(Objects::nonNull);
    }

    /** Returns how many entries there are, those that cannot be read included. */
    public long count() {
        return store.count(query());
    }

    /** Returns how many pass the filter. */
    public long count(Filter filter) {
        return store.count(query().where(filter));
    }

    /** Begins a query of this collection. */
    public Query query() {
        return Query.of(name).where(always);
    }

    private TypedEntry<T> decode(Entry entry) {
        return TypedEntry.of(entry, codec.decode(entry, type));
    }

    @SuppressWarnings("NullAway") // a stream of what may be null, from which the nulls are then taken
    private TypedEntry<T> decodeOrTell(Entry entry) {
        try {
            return decode(entry);
        } catch (UnreadableEntryException e) {
            if (unreadable == null) {
                throw e;
            }
            unreadable.accept(e);
            return null;
        }
    }
}

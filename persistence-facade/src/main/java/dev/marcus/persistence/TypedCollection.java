package dev.marcus.persistence;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.transaction.Attempts;
import dev.marcus.persistence.watch.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A collection of objects of one type. Errors are those of {@link Store}; an entry that cannot be turned into the type
 * ends the call with an {@link UnreadableEntryException}. Lists and streams leave it out if {@link #skipUnreadable} names
 * somebody who is told; asking for it by its key always fails.
 * Immutable, for any number of threads.
 *
 * @param <T> a record, bean or map that Jackson can write and read
 */
public final class TypedCollection<T> {
    private final Reading<T> reading;
    private final String name;
    private final Filter always;

    TypedCollection(Reading<T> reading, String name, Filter always) {
        this.reading = reading;
        this.name = name;
        this.always = always;
    }

    /** Returns the same collection, whose lists and streams leave out what cannot be read after telling this consumer. */
    public TypedCollection<T> skipUnreadable(Consumer<UnreadableEntryException> told) {
        return new TypedCollection<>(reading.telling(told), name, always);
    }

    /** Returns the name of the collection. */
    public String name() {
        return name;
    }

    /** Stores the object under the key, over what was there. */
    public TypedEntry<T> store(String key, T value) {
        return TypedEntry.of(reading.store().store(name, key, encode(key, value)), value);
    }

    /**
     * Stores the object over the one that was read, if nobody has changed the entry since.
     *
     * @throws dev.marcus.persistence.error.ConflictException if somebody has; nothing was changed
     */
    public TypedEntry<T> replace(TypedEntry<T> seen, T value) {
        Commit commit = Commit.builder()
                .put(name, seen.key(), encode(seen.key(), value))
                .requireRevision(name, seen.key(), seen.revision())
                .build();
        return TypedEntry.of(stored(commit), value);
    }

    /**
     * Stores the object if there is none under the key.
     *
     * @throws dev.marcus.persistence.error.ConflictException if there is one; nothing was changed
     */
    public TypedEntry<T> create(String key, T value) {
        Commit commit = Commit.builder()
                .put(name, key, encode(key, value))
                .requireAbsent(name, key)
                .build();
        return TypedEntry.of(stored(commit), value);
    }

    /**
     * Stores what the function makes of the object under the key, and returns it; empty if there is none. The function is
     * run anew if somebody else was faster, so that no change is lost, and should do nothing else.
     *
     * @throws dev.marcus.persistence.error.ConflictException if somebody else was faster {@value Attempts#MOST} times, or a
     *     unique index does not allow it; nothing was changed
     */
    public Optional<TypedEntry<T>> update(String key, UnaryOperator<T> change) {
        String what = "update of collection '" + name + "', key '" + key + "'";
        return Attempts.repeat(
                what,
                () -> {
                    Optional<TypedEntry<T>> seen = entry(key);
                    try {
                        return seen.map(entry -> replace(entry, change.apply(entry.value())));
                    } catch (ConflictException e) {
                        throw Attempts.Again.after(e);
                    }
                },
                () -> {});
    }

    private Document encode(String key, T value) {
        return reading.codec().encode(name, key, value);
    }

    private Entry stored(Commit commit) {
        return reading.store().commit(commit).outcomes().get(0).entry().orElseThrow();
    }

    /** Returns the object, or empty if there is none. */
    public Optional<T> retrieve(String key) {
        return entry(key).map(TypedEntry::value);
    }

    /** Returns the object with its revision, or empty if there is none. */
    public Optional<TypedEntry<T>> entry(String key) {
        return reading.store().retrieve(name, key).map(reading::decode);
    }

    /** Removes the object, and says whether it was there. */
    public boolean delete(String key) {
        return reading.store().delete(name, key);
    }

    /** Begins a question for the objects, all of them until it is narrowed. */
    public TypedQuery<T> query() {
        return new TypedQuery<>(reading, Query.of(name).where(always));
    }

    /** Begins a question for the objects that pass the filter. */
    public TypedQuery<T> where(Filter condition) {
        return query().where(condition);
    }

    /** Returns a publisher of what changes in the collection, from now on. */
    public Watch<T> watch() {
        return query().watch();
    }

    /** Returns all objects, newest first. */
    public List<T> list() {
        return query().list();
    }

    /** Returns any number of objects one by one, as of one moment, newest first. Close the stream. */
    public Stream<TypedEntry<T>> stream() {
        return query().stream();
    }

    /** Returns how many entries there are, those that cannot be read included. */
    public long count() {
        return query().count();
    }
}

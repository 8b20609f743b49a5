package dev.marcus.persistence;

import dev.marcus.persistence.query.Query;

/**
 * A question for the objects of a collection, begun with {@link TypedCollection#query} or {@link TypedCollection#where}, or
 * for documents, begun with {@link Persistence#from}. Immutable, for any number of threads.
 *
 * <pre>{@code
 * persistence.from("events")
 *         .where(where("event_type").eq("error").and(where("data.progress").gte(50)))
 *         .sortBy(Sort.desc("data.progress"))
 *         .limit(20)
 *         .list()
 * }</pre>
 *
 * @param <T> the type of the objects
 */
public final class TypedQuery<T> extends FluentQuery<T, TypedQuery<T>> {
    TypedQuery(Reading<T> reading, Query query) {
        super(reading, query);
    }

    @Override
    TypedQuery<T> with(Reading<T> other, Query otherQuery) {
        return new TypedQuery<>(other, otherQuery);
    }
}

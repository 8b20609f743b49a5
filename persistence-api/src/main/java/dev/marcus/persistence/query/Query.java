package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question for entries of one collection: all of it, newest first and without a limit, until the methods here say
 * otherwise. Immutable; each method returns another query.
 */
public final class Query {
    private final String collection;
    private final Filter filter;
    private final List<Sort> sorts;
    private final int limit;
    private final @Nullable PageCursor after;
    private final @Nullable Consumer<DamagedEntryException> onDamage;

    private Query(
            String collection,
            Filter filter,
            List<Sort> sorts,
            int limit,
            @Nullable PageCursor after,
            @Nullable Consumer<DamagedEntryException> onDamage) {
        this.collection = collection;
        this.filter = filter;
        this.sorts = sorts;
        this.limit = limit;
        this.after = after;
        this.onDamage = onDamage;
    }

    /**
     * Asks for everything in this collection.
     *
     * @throws InvalidRequestException if that is no valid name of a collection
     */
    public static Query of(String collection) {
        return new Query(Names.checkCollection(collection), Filter.all(), List.of(), -1, null, null);
    }

    /** Asks only for what passes this filter, and those given before. */
    public Query where(Filter condition) {
        requireNonNull(condition, "condition");
        Filter both = filter.equals(Filter.all()) ? condition : filter.and(condition);
        return new Query(collection, both, sorts, limit, after, onDamage);
    }

    /** Asks for this order instead of the one before; what is equal in it comes newest first. */
    public Query sortBy(Sort... order) {
        return sortBy(Arrays.asList(order));
    }

    /** Asks for this order instead of the one before; what is equal in it comes newest first. */
    public Query sortBy(List<Sort> order) {
        return new Query(collection, filter, List.copyOf(order), limit, after, onDamage);
    }

    /**
     * Asks for at most so many matches.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Query limit(int matches) {
        if (matches < 0) {
            throw new InvalidRequestException("limit: " + matches + " (expected: >= 0; leave it out for no limit)");
        }
        return new Query(collection, filter, sorts, matches, after, onDamage);
    }

    /** Asks for what comes behind the page that this cursor came with. It must be a page of the same query. */
    public Query after(PageCursor cursor) {
        return new Query(collection, filter, sorts, limit, requireNonNull(cursor, "cursor"), onDamage);
    }

    /** Asks for damaged entries to be told to this consumer and left out; without this they make the query fail. */
    public Query skipDamaged(Consumer<DamagedEntryException> consumer) {
        return new Query(collection, filter, sorts, limit, after, requireNonNull(consumer, "consumer"));
    }

    /** Returns the collection asked. */
    public String collection() {
        return collection;
    }

    /** Returns the condition; {@link Filter#all} if there is none. */
    public Filter filter() {
        return filter;
    }

    /** Returns the order; empty for newest first. */
    public List<Sort> sorts() {
        return sorts;
    }

    /** Returns the limit on matches; empty if there is none. */
    public OptionalInt limit() {
        return limit < 0 ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /** Returns where the page before ended; empty at the beginning. */
    public Optional<PageCursor> after() {
        return Optional.ofNullable(after);
    }

    /** Returns who is told of damaged entries; empty if they make the query fail. */
    public Optional<Consumer<DamagedEntryException>> onDamage() {
        return Optional.ofNullable(onDamage);
    }

    @Override
    public String toString() {
        return "Query(" + collection + ", sorts=" + sorts + ", limit=" + (limit < 0 ? "none" : limit) + ")";
    }
}

package dev.marcus.persistence.spi;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a query asks of a backend. All but the collection may be passed over. Immutable. */
public final class QueryRequest {
    private final String collection;
    private final Filter filter;
    private final List<Sort> sorts;
    private final int limit;
    private final @Nullable Position after;
    private final boolean counting;

    private QueryRequest(
            String collection, Filter filter, List<Sort> sorts, int limit, @Nullable Position after, boolean counting) {
        this.collection = requireNonNull(collection, "collection");
        this.filter = requireNonNull(filter, "filter");
        this.sorts = List.copyOf(sorts);
        this.limit = limit;
        this.after = after;
        this.counting = counting;
    }

    /** Returns the request with these values; a negative limit stands for none. */
    public static QueryRequest of(
            String collection, Filter filter, List<Sort> sorts, int limit, @Nullable Position after) {
        return new QueryRequest(collection, filter, sorts, limit, after, false);
    }

    /** Returns the same request, whose cursor is also to count what it looks at, even if that takes time. */
    public QueryRequest counting() {
        return new QueryRequest(collection, filter, sorts, limit, after, true);
    }

    /** Says whether the cursor is to count what it looks at. */
    public boolean isCounting() {
        return counting;
    }

    /** Returns the collection to read. */
    public String collection() {
        return collection;
    }

    /** Returns the condition; a node of an unknown kind is one that cannot be evaluated. */
    public Filter filter() {
        return filter;
    }

    /** Returns the order; the tie-break, newest first, always comes behind it. */
    public List<Sort> sorts() {
        return sorts;
    }

    /** Returns after how many matches one may stop. To be used only if the filter is exact and the order kept. */
    public OptionalInt limit() {
        return limit < 0 ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /** Returns the place behind which to begin. To be used only if the order is kept. */
    public Optional<Position> after() {
        return Optional.ofNullable(after);
    }
}

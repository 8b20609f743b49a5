package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.store.Store;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question for figures over what a query matches, all together or in groups. The limit of the query, if it has one, says
 * how many matches count. Immutable; each method but the last returns another question.
 *
 * <pre>{@code
 * persistence.from("task_outcomes")
 *         .groupBy("agent_id")
 *         .compute("tasks", Aggregate.count())
 *         .compute("hours", Aggregate.median("actual_hours"))
 *         .list()
 * }</pre>
 */
public final class GroupQuery {
    private final Store store;
    private final Query query;
    private final Aggregation aggregation;

    private GroupQuery(Store store, Query query, Aggregation aggregation) {
        this.store = store;
        this.query = query;
        this.aggregation = aggregation;
    }

    static GroupQuery of(Store store, Query query) {
        return new GroupQuery(store, query, Aggregation.of(query.collection()).where(query.filter()));
    }

    /** Asks for one group for each value at the path, as {@link Aggregation#groupBy}. */
    public GroupQuery groupBy(String dottedPath) {
        return with(aggregation.groupBy(dottedPath));
    }

    /** Asks for one group for each span of time that the value at the path falls in, as {@link Aggregation#groupByTime}. */
    public GroupQuery groupByTime(String dottedPath, TimeBucket bucket) {
        return with(aggregation.groupByTime(dottedPath, bucket));
    }

    /**
     * Asks for a figure under a name.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if the name is given twice
     */
    public GroupQuery compute(String name, Aggregate figure) {
        return with(aggregation.compute(name, figure));
    }

    /** Asks only for groups that pass this filter over figures and keys, as {@link Aggregation#having}. */
    public GroupQuery having(Filter condition) {
        return with(aggregation.having(condition));
    }

    /** Asks for the groups in this order of figures and keys, as {@link Aggregation#sortBy}. */
    public GroupQuery sortBy(Sort... order) {
        return with(aggregation.sortBy(order));
    }

    /**
     * Asks for at most so many groups.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if it is negative
     */
    public GroupQuery limit(int groups) {
        return with(aggregation.limit(groups));
    }

    /** Asks for the groups in which this figure is largest, the largest first, and at most so many. */
    public GroupQuery top(int groups, String figure) {
        return with(aggregation.top(groups, figure));
    }

    private GroupQuery with(Aggregation more) {
        return new GroupQuery(store, query, more);
    }

    /** Returns the groups, in the order of their keys unless another is asked for; one if there is nothing to group by. */
    public List<Group> list() {
        if (query.limit().isEmpty()
                && query.after().isEmpty()
                && query.onDamage().isEmpty()) {
            return store.aggregate(aggregation);
        }
        try (Stream<Entry> matches = store.stream(query)) { // an aggregation by itself knows of none of these
            return aggregation.fold(matches::iterator);
        }
    }

    Optional<BigDecimal> figure(Aggregate figure) {
        return compute("figure", figure).list().get(0).figure("figure");
    }
}

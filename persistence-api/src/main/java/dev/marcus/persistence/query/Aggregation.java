package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question for figures instead of entries: over all that matches, or over groups of it. Immutable; each method returns
 * another aggregation.
 *
 * <pre>{@code
 * Aggregation.of("task_outcomes")
 *         .where(where("success").eq(true))
 *         .groupBy("agent_id")
 *         .compute("tasks", Aggregate.count())
 *         .compute("hours", Aggregate.median("actual_hours"))
 * }</pre>
 */
public final class Aggregation {
    /**
     * What entries are grouped by.
     *
     * @param name what the key is called in a {@link Group}: the text of the path
     * @param path where the value is
     * @param bucket the spans of time that the value falls in; null for the value itself
     */
    public record GroupKey(
            String name, FieldPath path, @Nullable TimeBucket bucket) {}

    private final Query query;
    private final List<GroupKey> keys;
    private final Map<String, Aggregate> figures;

    private Aggregation(Query query, List<GroupKey> keys, Map<String, Aggregate> figures) {
        this.query = query;
        this.keys = keys;
        this.figures = figures;
    }

    /**
     * Asks about everything in this collection.
     *
     * @throws InvalidRequestException if that is no valid name of a collection
     */
    public static Aggregation of(String collection) {
        return new Aggregation(Query.of(collection), List.of(), Map.of());
    }

    /** Asks only about what passes this filter, and those given before. */
    public Aggregation where(Filter condition) {
        return new Aggregation(query.where(condition), keys, figures);
    }

    /** Asks for one group for each value at the path; missing, null, and containers make a group each. */
    public Aggregation groupBy(String dottedPath) {
        return groupBy(new GroupKey(dottedPath, FieldPath.parse(dottedPath), null));
    }

    /**
     * Asks for one group for each span of time that the value at the path falls in: {@code _stored_at}, or a text in
     * ISO 8601, without a zone taken as UTC. What is no time makes a group of its own.
     */
    public Aggregation groupByTime(String dottedPath, TimeBucket bucket) {
        return groupBy(new GroupKey(dottedPath, FieldPath.parse(dottedPath), requireNonNull(bucket, "bucket")));
    }

    private Aggregation groupBy(GroupKey key) {
        List<GroupKey> more = new ArrayList<>(keys);
        more.add(key);
        return new Aggregation(query, List.copyOf(more), figures);
    }

    /**
     * Asks for a figure under a name.
     *
     * @throws InvalidRequestException if the name is given twice
     */
    public Aggregation compute(String name, Aggregate figure) {
        Map<String, Aggregate> more = new LinkedHashMap<>(figures);
        if (more.put(requireNonNull(name, "name"), requireNonNull(figure, "figure")) != null) {
            throw new InvalidRequestException("figure: '" + name + "' is given twice (expected: once)");
        }
        return new Aggregation(query, keys, Collections.unmodifiableMap(more));
    }

    /** Returns the query for the entries that are looked at. */
    public Query query() {
        return query;
    }

    /** Returns what entries are grouped by. */
    public List<GroupKey> keys() {
        return keys;
    }

    /** Returns the figures by their names, in the order in which they were asked for. */
    public Map<String, Aggregate> figures() {
        return figures;
    }

    /**
     * Returns the reference answer: the figures of the entries, which have to be those of {@link #query}, one group for
     * each combination of keys that they have, or one if there is nothing to group by.
     */
    public List<Group> fold(Iterable<Entry> entries) {
        return arrange(new AggregationFold(this).fold(entries));
    }

    /** Returns the groups in the order of their keys. */
    public List<Group> arrange(List<Group> groups) {
        List<Group> arranged = new ArrayList<>(groups);
        arranged.sort(this::compareKeys);
        return List.copyOf(arranged);
    }

    private int compareKeys(Group a, Group b) {
        for (GroupKey key : keys) {
            int order = ValueOrder.compare(a.key(key.name()), b.key(key.name()));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

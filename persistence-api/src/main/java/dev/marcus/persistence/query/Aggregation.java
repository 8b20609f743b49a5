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
    private final GroupChoice choice;

    private Aggregation(Query query, List<GroupKey> keys, Map<String, Aggregate> figures, GroupChoice choice) {
        this.query = query;
        this.keys = keys;
        this.figures = figures;
        this.choice = choice;
    }

    /**
     * Asks about everything in this collection.
     *
     * @throws InvalidRequestException if that is no valid name of a collection
     */
    public static Aggregation of(String collection) {
        return new Aggregation(Query.of(collection), List.of(), Map.of(), GroupChoice.ALL);
    }

    /** Asks only about what passes this filter, and those given before. */
    public Aggregation where(Filter condition) {
        return new Aggregation(query.where(condition), keys, figures, choice);
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
        return new Aggregation(query, List.copyOf(more), figures, choice);
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
        return new Aggregation(query, keys, Collections.unmodifiableMap(more), choice);
    }

    /**
     * Asks only for groups that pass this filter, and those given before. Its paths name figures and keys, each by its whole
     * name, dots included; a figure that there is not is missing, and a span of time is its first moment as text, such as
     * {@code 2026-10-01T12:00:00Z}, but an Instant for {@code _stored_at}. Names that are none of these are refused with an
     * {@link InvalidRequestException} when the answer is asked for, and so is {@link Filter#matching}.
     */
    public Aggregation having(Filter condition) {
        Filter both = choice.having().equals(Filter.all())
                ? condition
                : choice.having().and(condition);
        return with(new GroupChoice(both, choice.sorts(), choice.limit()));
    }

    /**
     * Asks for the groups in this order of figures and keys, named as in {@link #having}, instead of that of the keys; what is
     * equal in it comes in the order of the keys. A figure that there is not comes before all others, and last in a
     * descending order.
     */
    public Aggregation sortBy(Sort... order) {
        return with(new GroupChoice(choice.having(), List.of(order), choice.limit()));
    }

    /**
     * Asks for at most so many groups, the first in the order.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Aggregation limit(int groups) {
        if (groups < 0) {
            throw new InvalidRequestException("limit: " + groups + " (expected: >= 0; leave it out for no limit)");
        }
        return with(new GroupChoice(choice.having(), choice.sorts(), groups));
    }

    /** Asks for the groups in which this figure is largest, the largest first, and at most so many. */
    public Aggregation top(int groups, String figure) {
        return sortBy(Sort.desc(figure)).limit(groups);
    }

    private Aggregation with(GroupChoice other) {
        return new Aggregation(query, keys, figures, other);
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
        return choice.of(new AggregationFold(this).fold(entries), this);
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A filter as a condition of SQL that every match passes, over rows whose document has its projection. */
final class FilterSql {
    private static final int MOST_NODES = 4000;
    private static final int DEEPEST = 60;
    private static final Condition UNKNOWN = new Condition(new Sql("true"), false);

    private final LeafSql leaves;

    /**
     * What becomes of a filter.
     *
     * @param sql what every match passes; never null
     * @param exact whether nothing but matches passes
     */
    record Condition(Sql sql, boolean exact) {}

    /** Prepares for a statement that uses an index over these paths. */
    FilterSql(Map<FieldPath, FieldSql> indexed) {
        leaves = new LeafSql(indexed);
    }

    Condition of(Filter filter) {
        return size(filter, 0) > MOST_NODES ? UNKNOWN : condition(filter);
    }

    /** Returns the conditions that must all hold, each by itself. */
    static List<Filter> conjuncts(Filter filter) {
        if (!(filter instanceof Filter.And and)) {
            return List.of(filter);
        }
        List<Filter> parts = new ArrayList<>();
        and.filters().forEach(part -> parts.addAll(part instanceof Filter.And ? List.of(part) : conjuncts(part)));
        return parts;
    }

    /** Returns how many nodes there are, or too many if they are nested too deep. */
    private static int size(Filter filter, int depth) {
        if (depth > DEEPEST) {
            return MOST_NODES + 1;
        }
        List<Filter> parts = filter instanceof Filter.And and
                ? and.filters()
                : filter instanceof Filter.Or or
                        ? or.filters()
                        : filter instanceof Filter.Not not ? List.of(not.filter()) : List.of();
        int size = filter instanceof Filter.In in ? in.values().size() + 1 : 1;
        for (Filter part : parts) {
            size += size(part, depth + 1);
            if (size > MOST_NODES) {
                return size;
            }
        }
        return size;
    }

    private Condition condition(Filter filter) {
        if (filter instanceof Filter.And and) {
            return combine(and.filters(), true);
        }
        if (filter instanceof Filter.Or or) {
            return combine(or.filters(), false);
        }
        if (filter instanceof Filter.Not not) {
            Condition inner = condition(not.filter());
            return inner.exact ? new Condition(negated(inner.sql), true) : UNKNOWN;
        }
        Sql leaf = leaves.of(filter);
        return leaf == null ? UNKNOWN : new Condition(leaf, true);
    }

    private Condition combine(List<Filter> filters, boolean and) {
        List<Sql> parts = new ArrayList<>();
        boolean exact = true;
        boolean decided = false;
        for (Filter filter : filters) {
            Condition part = condition(filter);
            exact &= part.exact;
            if (!and && part.sql.is("true")) {
                decided = true;
            } else if (!part.sql.is(and ? "true" : "false")) {
                parts.add(part.sql);
            }
        }
        if (decided || parts.isEmpty()) {
            return new Condition(new Sql(and || decided ? "true" : "false"), exact);
        }
        return new Condition(Sql.join(parts, and ? " AND " : " OR "), exact);
    }

    private static Sql negated(Sql condition) {
        if (condition.is("false")) {
            return new Sql("true");
        }
        return condition.is("true")
                ? new Sql("false")
                : new Sql("NOT (").add(condition).add(")");
    }
}

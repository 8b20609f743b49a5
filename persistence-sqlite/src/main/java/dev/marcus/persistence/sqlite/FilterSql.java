package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A filter as two conditions of SQL: one that every match passes, and one that nothing but matches passes. Where both are
 * the same SQL decides exactly; a row between them has to be read. Either is never null for a row whose text is JSON.
 *
 * <p>Conditions on values that no index has are left to who reads the rows: to hand a document over and look into it costs
 * less than what SQLite does to look into it. Only where nothing is handed over, SQL looks into documents.
 */
final class FilterSql {
    private static final int MOST_NODES = 4000;
    private static final int DEEPEST = 60;

    private final Map<FieldPath, FieldSql> indexed;
    private final SearchTables searches;
    private final boolean looksIn;
    private boolean opaque;

    /** The text tables that a search may ask. */
    interface SearchTables {
        /** Returns a condition that every match of the search passes; {@code 1} if there is nothing to narrow it by. */
        Sql narrowed(Filter.Search search);
    }

    /**
     * What becomes of a filter.
     *
     * @param served what all matches pass, as far as it looks at columns and values of the index
     * @param rest what all matches pass beside that; fails for a row that is no JSON
     * @param must what of the rows that pass those two nothing but matches passes
     * @param opaque whether there are conditions that are left to who reads the rows
     */
    record Condition(Sql served, Sql rest, Sql must, boolean opaque) {
        /** Returns the condition that every match passes. */
        Sql may() {
            return join(List.of(served, rest), true);
        }

        /** Says whether all rows that pass are matches. */
        boolean isExact() {
            return !opaque && must.is("1");
        }
    }

    private record Pair(Sql may, Sql must) {}

    /**
     * Prepares for a statement that uses an index over these paths.
     *
     * @param looksIn whether SQL is to look into documents where no index has the value
     */
    FilterSql(Map<FieldPath, FieldSql> indexed, SearchTables searches, boolean looksIn) {
        this.indexed = indexed;
        this.searches = searches;
        this.looksIn = looksIn;
    }

    Condition of(Filter filter) {
        opaque = false;
        List<Sql> served = new ArrayList<>();
        List<Sql> rest = new ArrayList<>();
        List<Sql> must = new ArrayList<>();
        for (Filter part : conjuncts(filter)) {
            if (size(part, 0) > MOST_NODES) {
                return new Condition(new Sql("1"), new Sql("1"), new Sql("0"), true);
            }
            boolean reads = readsDocuments(part);
            if (reads && !looksIn) {
                opaque = true;
                continue;
            }
            Pair pair = pair(part);
            (reads ? rest : served).add(pair.may);
            if (!pair.may.isSameAs(pair.must)) {
                must.add(pair.must);
            }
        }
        return new Condition(kept(join(served, true)), kept(join(rest, true)), kept(join(must, true)), opaque);
    }

    /** SQLite would simplify what stands beside a zero, and then not know that an index may be used. */
    private static Sql kept(Sql condition) {
        return condition.is("0") ? new Sql("(SELECT 0)") : condition;
    }

    /** Returns the conditions that must all hold, each by itself. */
    static List<Filter> conjuncts(Filter filter) {
        if (!(filter instanceof Filter.And and)) {
            return List.of(filter);
        }
        List<Filter> parts = new ArrayList<>();
        for (Filter part : and.filters()) {
            if (part instanceof Filter.And) {
                return List.of(filter); // and() makes none such
            }
            parts.add(part);
        }
        return parts;
    }

    /** Returns how many nodes there are, or too many if they are nested too deep for SQLite. */
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

    private boolean readsDocuments(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().anyMatch(this::readsDocuments);
        }
        if (filter instanceof Filter.Or or) {
            return or.filters().stream().anyMatch(this::readsDocuments);
        }
        if (filter instanceof Filter.Not not) {
            return readsDocuments(not.filter());
        }
        if (filter instanceof Filter.Search) {
            return false;
        }
        FieldPath path = LeafSql.path(filter);
        return path != null && !path.isEntryOwn() && !indexed.containsKey(path);
    }

    private Pair pair(Filter filter) {
        if (filter instanceof Filter.And and) {
            return all(and.filters());
        }
        if (filter instanceof Filter.Or or) {
            return combine(or.filters(), false);
        }
        if (filter instanceof Filter.Not not) {
            Pair pair = pair(not.filter());
            return new Pair(negated(pair.must), negated(pair.may));
        }
        if (filter instanceof Filter.Search search) {
            opaque = true;
            return new Pair(searches.narrowed(search), new Sql("0"));
        }
        Sql may = new LeafSql(indexed, true).of(filter);
        if (may == null) {
            opaque = true;
            return new Pair(new Sql("1"), new Sql("0"));
        }
        Sql must = new LeafSql(indexed, false).of(filter);
        return new Pair(may, must == null ? new Sql("0") : must);
    }

    private Pair all(List<Filter> filters) {
        return combine(filters, true);
    }

    private Pair combine(List<Filter> filters, boolean and) {
        List<Sql> may = new ArrayList<>();
        List<Sql> must = new ArrayList<>();
        for (Filter filter : filters) {
            Pair pair = pair(filter);
            may.add(pair.may);
            must.add(pair.must);
        }
        return new Pair(join(may, and), join(must, and));
    }

    private static Sql negated(Sql condition) {
        if (condition.is("0")) {
            return new Sql("1");
        }
        return condition.is("1")
                ? new Sql("0")
                : new Sql("NOT (").add(condition).add(")");
    }

    private static Sql join(List<Sql> conditions, boolean and) {
        List<Sql> left = new ArrayList<>();
        for (Sql condition : conditions) {
            if (condition.is(and ? "0" : "1")) {
                return condition;
            }
            if (!condition.is(and ? "1" : "0")) {
                left.add(condition);
            }
        }
        return left.isEmpty() ? new Sql(and ? "1" : "0") : balanced(left, and ? " AND " : " OR ");
    }

    /** Puts many together by halves, because SQLite takes expressions up to a depth of 1,000. */
    static Sql balanced(List<Sql> conditions, String operator) {
        int count = conditions.size();
        if (count == 1) {
            return conditions.get(0);
        }
        return new Sql("(")
                .add(balanced(conditions.subList(0, count / 2), operator))
                .add(operator)
                .add(balanced(conditions.subList(count / 2, count), operator))
                .add(")");
    }
}

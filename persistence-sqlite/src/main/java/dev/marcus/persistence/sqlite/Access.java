package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Sort;
import java.util.ArrayList;
import java.util.List;

/**
 * How an ordered index would serve a query: on its first paths one value each is asked for, on the next perhaps a range, and
 * the order may be that of the rest.
 *
 * @param index the index
 * @param equal on how many of its paths one value, or one of a few, is asked for
 * @param range whether the next path is bounded
 * @param ordered whether its rows come in the order asked for
 */
record Access(PhysicalIndex index, int equal, boolean range, boolean ordered) {
    private static final int MANY = 20;

    /** Returns what the indexes could do; those that are of no use are left out. */
    static List<Access> of(List<PhysicalIndex> indexes, Filter filter, List<Sort> sorts) {
        List<Access> found = new ArrayList<>();
        List<Filter> conjuncts = FilterSql.conjuncts(filter);
        for (PhysicalIndex index : indexes) {
            if (!index.isText()) {
                Access access = of(index, conjuncts, sorts);
                if (access.isNarrow() || access.ordered && !sorts.isEmpty()) {
                    found.add(access);
                }
            }
        }
        return found;
    }

    private static Access of(PhysicalIndex index, List<Filter> conjuncts, List<Sort> sorts) {
        int equal = 0;
        int single = 0;
        boolean range = false;
        for (FieldPath path : index.index().paths()) {
            int best = 0;
            for (Filter conjunct : conjuncts) {
                best = Math.max(best, path.equals(LeafSql.path(conjunct)) ? power(conjunct) : 0);
            }
            range = best == 1;
            if (best <= 1) {
                break;
            }
            equal++;
            single += best == MANY ? 0 : 1;
        }
        return new Access(index, equal, range, single == equal && isOrdered(index, equal, sorts));
    }

    /** Returns 0 if an index is of no use for it, 1 for a range, more for one value, and {@link #MANY} for several. */
    private static int power(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            boolean equality = compare.operator() == Filter.Operator.EQ;
            return equality && !(compare.value() instanceof Number) ? 2 : 1;
        }
        if (filter instanceof Filter.In in) {
            return !in.values().isEmpty() && in.values().stream().allMatch(String.class::isInstance) ? MANY : 0;
        }
        return filter instanceof Filter.IsNull ? 2 : filter instanceof Filter.StartsWith ? 1 : 0;
    }

    /** Says whether the rows come in this order when one value is asked for on the first paths. */
    private static boolean isOrdered(PhysicalIndex index, int equal, List<Sort> sorts) {
        List<FieldPath> paths = index.index().paths();
        if (paths.size() - equal != sorts.size()) {
            return false;
        }
        for (int i = 0; i < sorts.size(); i++) {
            if (sorts.get(i).descending() && sorts.size() > 1
                    || !sorts.get(i).path().equals(paths.get(equal + i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the conditions by which one value is asked for on each of the first paths. */
    List<Filter> equalities(Filter filter) {
        List<FieldPath> first = index.index().paths().subList(0, equal);
        return FilterSql.conjuncts(filter).stream()
                .filter(part -> power(part) > 1 && first.contains(LeafSql.path(part)))
                .toList();
    }

    boolean isNarrow() {
        return equal > 0 || range;
    }
}

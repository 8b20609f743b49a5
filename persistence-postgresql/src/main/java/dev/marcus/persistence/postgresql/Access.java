package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Sort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    private static final Comparator<Access> NARROWEST = Comparator.comparing(Access::equal)
            .thenComparing(Access::range)
            .thenComparing(Access::ordered)
            .thenComparing(access -> -access.index.fields().size());
    private static final Comparator<Access> SOONEST =
            Comparator.comparing(Access::ordered).thenComparing(NARROWEST);

    /** Returns the best that the indexes can do, which under a limit is to give the order; empty if they are of no use. */
    static Optional<Access> best(List<PhysicalIndex> indexes, Filter filter, List<Sort> sorts, boolean limited) {
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
        return found.stream().max(limited ? SOONEST : NARROWEST);
    }

    private static Access of(PhysicalIndex index, List<Filter> conjuncts, List<Sort> sorts) {
        int equal = 0;
        int single = 0;
        boolean range = false;
        for (FieldPath path : index.index().paths()) {
            Use best = Use.NONE;
            for (Filter conjunct : conjuncts) {
                Use use = path.equals(LeafSql.path(conjunct)) ? Use.of(conjunct) : Use.NONE;
                best = use.compareTo(best) > 0 ? use : best;
            }
            range = best == Use.RANGE;
            if (best.compareTo(Use.FEW) < 0) {
                break;
            }
            equal++;
            single += best == Use.ONE ? 1 : 0;
        }
        return new Access(index, equal, range, single == equal && isOrdered(index, equal, sorts));
    }

    /** What an index makes of a condition. */
    private enum Use {
        NONE,
        RANGE,
        FEW,
        ONE;

        static Use of(Filter filter) {
            if (filter instanceof Filter.Compare compare) {
                return compare.operator() == Filter.Operator.EQ ? ONE : RANGE;
            }
            if (filter instanceof Filter.In) {
                return FEW;
            }
            return filter instanceof Filter.IsNull ? ONE : filter instanceof Filter.StartsWith ? RANGE : NONE;
        }
    }

    /** Says whether the rows come in this order, or nearly so, when one value is asked for on the first paths. */
    private static boolean isOrdered(PhysicalIndex index, int equal, List<Sort> sorts) {
        List<FieldPath> rest =
                index.index().paths().subList(equal, index.index().paths().size());
        if (rest.size() != sorts.size()) {
            return false;
        }
        for (int i = 0; i < sorts.size(); i++) {
            if (sorts.get(i).descending() != sorts.get(0).descending()
                    || !sorts.get(i).path().equals(rest.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Says whether it leaves out rows, and does not only give them in order. */
    boolean isNarrow() {
        return equal > 0 || range;
    }
}

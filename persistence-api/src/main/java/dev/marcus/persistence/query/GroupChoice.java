package dev.marcus.persistence.query;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of an aggregation are given, and in which order. A group has values at the names of its figures and keys.
 *
 * @param having what a group has to pass
 * @param sorts the order; groups that are equal in it come in the order of their keys
 * @param limit at most so many; negative for all
 */
record GroupChoice(Filter having, List<Sort> sorts, int limit) {
    static final GroupChoice ALL = new GroupChoice(Filter.all(), List.of(), -1);

    List<Group> of(List<Group> groups, Aggregation aggregation) {
        check(aggregation);
        FilterEvaluation.OverValues passing = FilterEvaluation.compileOverValues(having);
        List<Group> chosen = new ArrayList<>();
        for (Group group : groups) {
            if (passing.passes(path -> value(group, path))) {
                chosen.add(group);
            }
        }
        chosen.sort(order(aggregation));
        return List.copyOf(limit < 0 ? chosen : chosen.subList(0, Math.min(limit, chosen.size())));
    }

    private Comparator<Group> order(Aggregation aggregation) {
        Comparator<Group> order = Comparator.comparing(group -> 0);
        for (Sort sort : sorts) {
            Comparator<Group> byPath = (a, b) -> ValueOrder.compare(value(a, sort.path()), value(b, sort.path()));
            order = order.thenComparing(sort.descending() ? byPath.reversed() : byPath);
        }
        for (Aggregation.GroupKey key : aggregation.keys()) {
            order = order.thenComparing((a, b) -> ValueOrder.compare(a.key(key.name()), b.key(key.name())));
        }
        return order;
    }

    private static @Nullable Object value(Group group, FieldPath path) {
        String name = path.toString();
        if (group.figures().containsKey(name)) {
            return group.figure(name).<Object>map(figure -> figure).orElse(PathReader.MISSING);
        }
        Object key = group.key(name);
        return key instanceof Instant start && !path.isEntryOwn() ? start.toString() : key;
    }

    /** Refuses names that are none of the figures and keys. */
    private void check(Aggregation aggregation) {
        Set<String> known = new TreeSet<>(aggregation.figures().keySet());
        aggregation.keys().forEach(key -> known.add(key.name()));
        Set<String> named = new HashSet<>();
        name(having, named);
        sorts.forEach(sort -> named.add(sort.path().toString()));
        for (String name : named) {
            if (!known.contains(name)) {
                throw new InvalidRequestException(
                        "groups: '" + name + "' is neither a figure nor a key (expected: one of " + known + ")");
            }
        }
    }

    private static void name(Filter filter, Set<String> named) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(part -> name(part, named));
        } else if (filter instanceof Filter.Or or) {
            or.filters().forEach(part -> name(part, named));
        } else if (filter instanceof Filter.Not not) {
            name(not.filter(), named);
        } else if (filter instanceof Filter.Matching) {
            throw new InvalidRequestException(
                    "having: a Java predicate over entries (expected: conditions on figures and keys)");
        } else {
            named.add(pathOf(filter).toString());
        }
    }

    private static FieldPath pathOf(Filter leaf) {
        if (leaf instanceof Filter.Compare compare) {
            return compare.path();
        } else if (leaf instanceof Filter.In in) {
            return in.path();
        } else if (leaf instanceof Filter.Exists exists) {
            return exists.path();
        } else if (leaf instanceof Filter.IsNull isNull) {
            return isNull.path();
        } else if (leaf instanceof Filter.StartsWith starts) {
            return starts.path();
        } else if (leaf instanceof Filter.Contains contains) {
            return contains.path();
        } else if (leaf instanceof Filter.Glob glob) {
            return glob.path();
        } else if (leaf instanceof Filter.Search search) {
            return search.path();
        }
        throw new InvalidRequestException(
                "having: unknown node " + leaf.getClass().getName());
    }
}

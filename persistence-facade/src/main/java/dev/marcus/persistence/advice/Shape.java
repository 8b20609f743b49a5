package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What queries have in common that differ in their values alone. Holds no value and no code.
 *
 * @param conditions what is asked of which path; all of it, as far as the filter is a conjunction
 * @param limited whether there is a limit
 */
record Shape(String collection, Set<Condition> conditions, List<Sort> sorts, boolean limited) {
    /** More are not kept apart: what asks for so much is read for its first conditions. */
    private static final int MAX_CONDITIONS = 32;

    /** What a condition asks of a value. */
    enum Kind {
        EQUAL("="),
        RANGE("range of"),
        SEARCH("search in"),
        OTHER("other on");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** A condition on a path; Java code has none. */
    record Condition(Kind kind, @Nullable FieldPath path) {
        private String text() {
            return path == null ? "Java code" : kind == Kind.EQUAL ? path + " =" : kind.word + " " + path;
        }
    }

    static Shape of(Query query) {
        Set<Condition> conditions = new LinkedHashSet<>();
        add(conditions, query.filter());
        return new Shape(
                query.collection(),
                Collections.unmodifiableSet(conditions),
                query.sorts(),
                query.limit().isPresent());
    }

    private static void add(Set<Condition> conditions, Filter filter) {
        if (filter instanceof Filter.And and) {
            for (Filter part : and.filters()) {
                if (conditions.size() < MAX_CONDITIONS) {
                    add(conditions, part);
                }
            }
        } else {
            conditions.add(new Condition(kindOf(filter), pathOf(filter)));
        }
    }

    private static Kind kindOf(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            return compare.operator() == Filter.Operator.EQ ? Kind.EQUAL : Kind.RANGE;
        }
        if (filter instanceof Filter.In) {
            return Kind.EQUAL;
        }
        if (filter instanceof Filter.StartsWith) {
            return Kind.RANGE;
        }
        return filter instanceof Filter.Search ? Kind.SEARCH : Kind.OTHER;
    }

    /** Returns the path that the condition looks at; of several, the first. */
    private static @Nullable FieldPath pathOf(Filter filter) {
        if (filter instanceof Filter.Not not) {
            return pathOf(not.filter());
        }
        if (filter instanceof Filter.Or or) {
            return or.filters().isEmpty() ? null : pathOf(or.filters().get(0));
        }
        if (filter instanceof Filter.And and) {
            return and.filters().isEmpty() ? null : pathOf(and.filters().get(0));
        }
        return simplePathOf(filter);
    }

    private static @Nullable FieldPath simplePathOf(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            return compare.path();
        }
        if (filter instanceof Filter.In in) {
            return in.path();
        }
        if (filter instanceof Filter.StartsWith prefix) {
            return prefix.path();
        }
        if (filter instanceof Filter.Search search) {
            return search.path();
        }
        if (filter instanceof Filter.Exists exists) {
            return exists.path();
        }
        if (filter instanceof Filter.IsNull isNull) {
            return isNull.path();
        }
        if (filter instanceof Filter.Contains contains) {
            return contains.path();
        }
        return filter instanceof Filter.Glob glob ? glob.path() : null;
    }

    List<FieldPath> paths(Kind kind) {
        return conditions.stream()
                .filter(condition -> condition.kind == kind)
                .map(Condition::path)
                .filter(path -> path != null)
                .toList();
    }

    /** Says whether the order is other than that of the entries' own times, which every backend keeps anyway. */
    boolean isSorted() {
        return !sorts.stream().allMatch(sort -> sort.path().isEntryOwn());
    }

    /** Says it without any value. */
    String text() {
        String asked = conditions.isEmpty()
                ? "everything"
                : conditions.stream().map(Condition::text).sorted().collect(Collectors.joining(", "));
        String order = sorts.stream()
                .map(sort -> sort.path() + (sort.descending() ? " desc" : " asc"))
                .collect(Collectors.joining(", "));
        return asked + (order.isEmpty() ? "" : "; sorted by " + order) + (limited ? "; limited" : "");
    }
}

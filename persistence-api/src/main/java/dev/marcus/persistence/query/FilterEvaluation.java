package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The reference evaluation of filters: the document is read once, for all paths that the filter names. */
final class FilterEvaluation {
    private static final int MAX_DEPTH = 500;

    private final Map<FieldPath, Integer> slots = new LinkedHashMap<>();

    private FilterEvaluation() {}

    /** A node that has been prepared: it looks at the values of its paths, and at the entry for Java code. */
    private interface Test {
        boolean holds(@Nullable Object[] values, @Nullable Entry entry);
    }

    static Predicate<Entry> compile(Filter filter) {
        FilterEvaluation evaluation = new FilterEvaluation();
        Test test = evaluation.prepare(filter, 0);
        ValueReader reader = new ValueReader(new ArrayList<>(evaluation.slots.keySet()));
        return entry -> test.holds(reader.read(entry), entry);
    }

    /** A filter over something that has values by path and is no entry, so that no Java code can look at it. */
    interface OverValues {
        /** Says whether what has these values passes. */
        boolean passes(Function<FieldPath, @Nullable Object> valueAt);
    }

    static OverValues compileOverValues(Filter filter) {
        FilterEvaluation evaluation = new FilterEvaluation();
        Test test = evaluation.prepare(filter, 0);
        return valueAt -> {
            @Nullable Object[] values = new @Nullable Object[evaluation.slots.size()];
            evaluation.slots.forEach((path, slot) -> values[slot] = valueAt.apply(path));
            return test.holds(values, null);
        };
    }

    private int slot(FieldPath path) {
        return slots.computeIfAbsent(path, p -> slots.size());
    }

    private Test prepare(Filter filter, int depth) {
        if (depth > MAX_DEPTH) {
            throw new InvalidRequestException("filter: nested more than " + MAX_DEPTH + " levels (expected: at most "
                    + MAX_DEPTH + "); use allOf, anyOf or in");
        }
        if (filter instanceof Filter.And and) {
            List<Test> tests = prepare(and.filters(), depth);
            return (values, entry) -> {
                for (Test test : tests) {
                    if (!test.holds(values, entry)) {
                        return false;
                    }
                }
                return true;
            };
        }
        if (filter instanceof Filter.Or or) {
            List<Test> tests = prepare(or.filters(), depth);
            return (values, entry) -> {
                for (Test test : tests) {
                    if (test.holds(values, entry)) {
                        return true;
                    }
                }
                return false;
            };
        }
        if (filter instanceof Filter.Not not) {
            Test test = prepare(not.filter(), depth + 1);
            return (values, entry) -> !test.holds(values, entry);
        }
        if (filter instanceof Filter.Matching matching) {
            return (values, entry) -> matching.test().test(requireNonNull(entry));
        }
        return prepareLeaf(filter);
    }

    private List<Test> prepare(List<Filter> filters, int depth) {
        List<Test> tests = new ArrayList<>();
        for (Filter filter : filters) {
            tests.add(prepare(filter, depth + 1));
        }
        return tests;
    }

    private Test prepareLeaf(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            return onValue(compare.path(), value -> compares(value, compare.operator(), compare.value()));
        }
        if (filter instanceof Filter.In in) {
            return onValue(in.path(), value -> equalsAny(value, in.values()));
        }
        if (filter instanceof Filter.Exists exists) {
            return onValue(exists.path(), value -> value != PathReader.MISSING);
        }
        if (filter instanceof Filter.IsNull isNull) {
            return onValue(isNull.path(), value -> value == null);
        }
        if (filter instanceof Filter.StartsWith prefix) {
            return onValue(
                    prefix.path(),
                    value -> value instanceof String text && ValueOrder.startsWith(text, prefix.prefix()));
        }
        if (filter instanceof Filter.Contains contains) {
            return onValue(contains.path(), value -> contains(value, contains.value()));
        }
        if (filter instanceof Filter.Glob glob) {
            GlobPattern pattern = new GlobPattern(glob.pattern());
            return onValue(glob.path(), value -> value instanceof String text && pattern.matches(text));
        }
        if (filter instanceof Filter.Search search) {
            return onValue(search.path(), value -> value instanceof String text && holdsAll(text, search.terms()));
        }
        throw new InvalidRequestException(
                "filter: unknown node " + filter.getClass().getName());
    }

    private Test onValue(FieldPath path, ValueTest test) {
        int slot = slot(path);
        return (values, entry) -> test.holds(values[slot]);
    }

    private interface ValueTest {
        boolean holds(@Nullable Object value);
    }

    private static boolean compares(@Nullable Object value, Filter.Operator operator, Object literal) {
        if (!sameType(value, literal)) {
            return false;
        }
        int order = ValueOrder.compare(value, literal);
        return switch (operator) {
            case EQ -> order == 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
        };
    }

    private static boolean sameType(@Nullable Object value, Object literal) {
        return value instanceof Number && literal instanceof Number
                || value instanceof String && literal instanceof String
                || value instanceof Boolean && literal instanceof Boolean
                || value instanceof Instant && literal instanceof Instant;
    }

    private static boolean equalsAny(@Nullable Object value, List<Object> literals) {
        for (Object literal : literals) {
            if (compares(value, Filter.Operator.EQ, literal)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsAll(String text, List<SearchTerm> terms) {
        List<String> words = Words.of(text);
        for (SearchTerm term : terms) {
            if (!term.isIn(words)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(@Nullable Object value, Object literal) {
        if (value instanceof List<?> elements) {
            for (Object element : elements) {
                if (compares(element, Filter.Operator.EQ, literal)) {
                    return true;
                }
            }
            return false;
        }
        return value instanceof String text && literal instanceof String part && hasPart(text, part);
    }

    private static boolean hasPart(String text, String part) {
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            boolean cutsBefore = !part.isEmpty()
                    && at > 0
                    && Character.isLowSurrogate(text.charAt(at))
                    && Character.isHighSurrogate(text.charAt(at - 1));
            if (!cutsBefore && !ValueOrder.splitsPair(text, at + part.length(), part)) {
                return true;
            }
            if (part.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}

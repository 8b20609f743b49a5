package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A condition on entries, as data. Built with {@link #where} and combined with {@link #and}, {@link #or} and
 * {@link #not}; immutable.
 *
 * <p>The logic has two values: a comparison with a missing value, or with one of another type, is false, and {@link #not}
 * is the exact complement. Numbers compare by exact value, strings by Unicode code point and with case.
 *
 * <p>More kinds of node may come with any release: a backend treats a kind that it does not know as one that it cannot
 * evaluate.
 */
public sealed interface Filter {
    /** The comparisons of {@link Compare}. */
    enum Operator {
        EQ,
        LT,
        LTE,
        GT,
        GTE
    }

    /** Compares the value at the path with a String, Boolean or number; with an Instant for {@code _stored_at}. */
    record Compare(FieldPath path, Operator operator, Object value) implements Filter {
        /** Checks and normalises the value. */
        public Compare {
            requireNonNull(operator, "operator");
            value = Literals.scalar(path, value);
        }
    }

    /** Holds if the value at the path equals one of these. */
    record In(FieldPath path, List<Object> values) implements Filter {
        /** Checks, normalises and copies the values. */
        public In {
            values = values.stream().map(value -> Literals.scalar(path, value)).toList();
        }
    }

    /** Holds if there is a value at the path, null included. */
    record Exists(FieldPath path) implements Filter {}

    /** Holds if there is a null at the path. */
    record IsNull(FieldPath path) implements Filter {}

    /** Holds if the value at the path is a string that begins so. */
    record StartsWith(FieldPath path, String prefix) implements Filter {}

    /** Holds if the value at the path is a string with this part, or an array with this element. */
    record Contains(FieldPath path, Object value) implements Filter {
        /** Checks and normalises the value. */
        public Contains {
            value = Literals.scalar(path, value);
        }
    }

    /** Holds if the value at the path is a string of this form: {@code *} any text, {@code ?} one code point. */
    record Glob(FieldPath path, String pattern) implements Filter {}

    /** Holds if the value at the path is a string with all of these words, beginnings of words and phrases. */
    record Search(FieldPath path, List<SearchTerm> terms) implements Filter {
        /** Copies the list. */
        public Search {
            terms = List.copyOf(terms);
        }
    }

    /** Holds if all of these do; of none, always. */
    record And(List<Filter> filters) implements Filter {
        /** Copies the list. */
        public And {
            filters = List.copyOf(filters);
        }
    }

    /** Holds if any of these does; of none, never. */
    record Or(List<Filter> filters) implements Filter {
        /** Copies the list. */
        public Or {
            filters = List.copyOf(filters);
        }
    }

    /** Holds if the other does not. */
    record Not(Filter filter) implements Filter {}

    /** Holds if Java code says so; no backend can evaluate it. */
    record Matching(Predicate<Entry> test) implements Filter {}

    /** Returns the filter that every entry passes. */
    static Filter all() {
        return new And(List.of());
    }

    /** Begins a condition on the value at a path, given as text with dots between the names. */
    static Where where(String dottedPath) {
        return new Where(FieldPath.parse(dottedPath));
    }

    /** Begins a condition on the value at this path. */
    static Where where(FieldPath path) {
        return new Where(path);
    }

    /** Returns the complement. */
    static Filter not(Filter filter) {
        return filter instanceof Not not ? not.filter() : new Not(requireNonNull(filter, "filter"));
    }

    /** Returns what passes all of these. */
    static Filter allOf(Filter... filters) {
        return new And(Arrays.asList(filters));
    }

    /** Returns what passes any of these. */
    static Filter anyOf(Filter... filters) {
        return new Or(Arrays.asList(filters));
    }

    /** Returns what passes the test, which must not change anything nor use the store. */
    static Filter matching(Predicate<Entry> test) {
        return new Matching(requireNonNull(test, "test"));
    }

    /** Returns what passes this and the other, in this order. */
    default Filter and(Filter other) {
        return new And(concat(this instanceof And and ? and.filters() : List.of(this), other));
    }

    /** Returns what passes this or the other. */
    default Filter or(Filter other) {
        return new Or(concat(this instanceof Or or ? or.filters() : List.of(this), other));
    }

    private static List<Filter> concat(List<Filter> filters, Filter last) {
        List<Filter> all = new ArrayList<>(filters);
        all.add(last);
        return all;
    }

    /**
     * Returns the reference evaluation, prepared for many entries; usable by several threads.
     *
     * @throws InvalidRequestException if the filter is nested more than 500 levels
     */
    default Predicate<Entry> predicate() {
        return FilterEvaluation.compile(this);
    }
}

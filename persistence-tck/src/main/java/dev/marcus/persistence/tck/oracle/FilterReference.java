package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.SearchTerm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether an entry passes a filter (contract 5.1 to 5.5), said as plainly as can be. */
final class FilterReference {
    private FilterReference() {}

    static boolean passes(Entry entry, Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().allMatch(part -> passes(entry, part));
        }
        if (filter instanceof Filter.Or or) {
            return or.filters().stream().anyMatch(part -> passes(entry, part));
        }
        if (filter instanceof Filter.Not not) {
            return !passes(entry, not.filter());
        }
        if (filter instanceof Filter.Compare compare) {
            return compares(Values.at(entry, compare.path()), compare.operator(), compare.value());
        }
        if (filter instanceof Filter.In in) {
            Object value = Values.at(entry, in.path());
            return in.values().stream().anyMatch(literal -> equal(value, literal));
        }
        if (filter instanceof Filter.Exists exists) {
            return Values.at(entry, exists.path()) != Values.MISSING;
        }
        if (filter instanceof Filter.IsNull isNull) {
            return Values.at(entry, isNull.path()) == null;
        }
        if (filter instanceof Filter.StartsWith starts) {
            return Values.at(entry, starts.path()) instanceof String text && partAt(text, starts.prefix(), 0);
        }
        if (filter instanceof Filter.Contains contains) {
            return contains(Values.at(entry, contains.path()), contains.value());
        }
        if (filter instanceof Filter.Glob glob) {
            return Values.at(entry, glob.path()) instanceof String text && matches(text, glob.pattern());
        }
        if (filter instanceof Filter.Search search) {
            return Values.at(entry, search.path()) instanceof String text && finds(text, search);
        }
        if (filter instanceof Filter.Matching matching) {
            return matching.test().test(entry);
        }
        throw new AssertionError("the oracle does not know the filter " + filter);
    }

    /** Every term, its words in a row, the last of them perhaps longer. */
    private static boolean finds(String text, Filter.Search search) {
        List<String> words = Arrays.stream(text.split("[^\\p{L}\\p{M}\\p{N}\\p{Co}]+"))
                .filter(word -> !word.isEmpty())
                .map(FilterReference::lower)
                .toList();
        return search.terms().stream()
                .allMatch(term -> IntStream.rangeClosed(
                                0, words.size() - term.words().size())
                        .anyMatch(at ->
                                matches(words.subList(at, at + term.words().size()), term)));
    }

    private static boolean matches(List<String> found, SearchTerm term) {
        int last = found.size() - 1;
        return found.subList(0, last).equals(term.words().subList(0, last))
                && (term.prefix()
                        ? found.get(last).startsWith(term.words().get(last))
                        : found.get(last).equals(term.words().get(last)));
    }

    private static String lower(String word) {
        StringBuilder lower = new StringBuilder();
        word.codePoints()
                .map(c -> c > 0x7f && Character.toLowerCase(c) <= 0x7f ? c : Character.toLowerCase(c))
                .forEach(lower::appendCodePoint);
        return lower.toString();
    }

    private static boolean compares(@Nullable Object value, Filter.Operator operator, Object literal) {
        if (!Values.comparable(value, literal)) {
            return false;
        }
        int order = Values.compare(value, literal);
        return switch (operator) {
            case EQ -> order == 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
        };
    }

    private static boolean equal(@Nullable Object value, Object literal) {
        return compares(value, Filter.Operator.EQ, literal);
    }

    private static boolean contains(@Nullable Object value, Object literal) {
        if (value instanceof List<?> elements) {
            return elements.stream().anyMatch(element -> equal(element, literal));
        }
        if (value instanceof String text && literal instanceof String part) {
            for (int at = 0; at <= Values.codePoints(text).length; at++) {
                if (partAt(text, part, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Says whether the text holds the part, counted in code points, at this place. */
    private static boolean partAt(String text, String part, int at) {
        int[] whole = Values.codePoints(text);
        int[] wanted = Values.codePoints(part);
        return at + wanted.length <= whole.length
                && Arrays.equals(Arrays.copyOfRange(whole, at, at + wanted.length), wanted);
    }

    /** Fills a table: whether the first i code points of the text match the first j of the pattern. */
    private static boolean matches(String text, String pattern) {
        int[] t = Values.codePoints(text);
        int[] p = Values.codePoints(pattern);
        boolean[][] table = new boolean[t.length + 1][p.length + 1];
        table[0][0] = true;
        for (int i = 0; i <= t.length; i++) {
            for (int j = 1; j <= p.length; j++) {
                if (p[j - 1] == '*') {
                    table[i][j] = table[i][j - 1] || i > 0 && table[i - 1][j];
                } else {
                    table[i][j] = i > 0 && table[i - 1][j - 1] && (p[j - 1] == '?' || p[j - 1] == t[i - 1]);
                }
            }
        }
        return table[t.length][p.length];
    }
}

package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.Pushed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Defects of filters and paths. */
final class FilterMutants {
    private static final Pushed FILTERED = new Pushed(Pushed.Filtering.EXACT, false, false);

    private static final String EVERY_FILTER = "Queries.rule_5_1_everyFilterAnswers";

    private FilterMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        logic(all);
        comparisons(all);
        paths(all);
        return all;
    }

    /** Evaluates filters in which some nodes mean something else. */
    private static Mutant filters(String name, String defect, String caughtBy, UnaryOperator<Filter> node) {
        return Mutant.of(
                name,
                defect,
                caughtBy,
                Broken.queries(
                        FILTERED,
                        (request, all) -> all.stream()
                                .filter(rewritten(request.filter(), node).predicate())
                                .toList()));
    }

    private static Filter rewritten(Filter filter, UnaryOperator<Filter> node) {
        if (filter instanceof Filter.And and) {
            return node.apply(new Filter.And(
                    and.filters().stream().map(part -> rewritten(part, node)).toList()));
        }
        if (filter instanceof Filter.Or or) {
            return node.apply(new Filter.Or(
                    or.filters().stream().map(part -> rewritten(part, node)).toList()));
        }
        if (filter instanceof Filter.Not not) {
            return node.apply(new Filter.Not(rewritten(not.filter(), node)));
        }
        return node.apply(filter);
    }

    private static void logic(List<Mutant> all) {
        all.add(filters(
                "ne-ignores-missing",
                "not-equal does not match what is missing",
                "Queries.rule_5_3_notIsTheExactComplement",
                node -> node instanceof Filter.Not not && not.filter() instanceof Filter.Compare compare
                        ? node.and(new Filter.Exists(compare.path()))
                        : node));
        all.add(filters(
                "sql-null-logic",
                "not of a comparison with null or another type is false",
                "Queries.rule_5_3_notIsTheExactComplement",
                node -> node instanceof Filter.Not not && not.filter() instanceof Filter.Compare compare
                        ? node.and(Filter.not(new Filter.IsNull(compare.path())))
                        : node));
        all.add(filters(
                "isnull-matches-missing",
                "isNull matches what is missing",
                EVERY_FILTER,
                node -> node instanceof Filter.IsNull isNull
                        ? node.or(Filter.not(new Filter.Exists(isNull.path())))
                        : node));
        all.add(filters(
                "exists-ignores-null",
                "exists does not match null",
                EVERY_FILTER,
                node -> node instanceof Filter.Exists exists
                        ? node.and(Filter.not(new Filter.IsNull(exists.path())))
                        : node));
        all.add(filters(
                "and-becomes-or",
                "conditions of an or are all demanded",
                EVERY_FILTER,
                node -> node instanceof Filter.Or or && !or.filters().isEmpty() ? new Filter.And(or.filters()) : node));
        all.add(filters(
                "empty-or-matches",
                "an empty anyOf matches everything",
                EVERY_FILTER,
                node -> node instanceof Filter.Or or && or.filters().isEmpty() ? Filter.all() : node));
        all.add(filters(
                "in-first-only",
                "of a list of values only the first is looked for",
                EVERY_FILTER,
                node -> node instanceof Filter.In in && in.values().size() > 1
                        ? new Filter.In(in.path(), in.values().subList(0, 1))
                        : node));
        all.add(filters(
                "code-passed-over",
                "a condition in Java is taken as true",
                EVERY_FILTER,
                node -> node instanceof Filter.Matching ? Filter.all() : node));
        all.add(Mutant.of(
                "superset-loses",
                "what is declared a superset lacks matches",
                EVERY_FILTER,
                Broken.queries(
                        new Pushed(Pushed.Filtering.SUPERSET, false, false),
                        (request, entries) -> entries.stream()
                                .filter(request.filter().predicate())
                                .filter(entry -> entry.revision() % 7 != 0)
                                .toList())));
    }

    /** Compares by this test in the place of the contract's. */
    private static Mutant comparing(
            String name, String defect, String caughtBy, BiPredicate<Object, Filter.Compare> test) {
        return filters(
                name,
                defect,
                caughtBy,
                node -> node instanceof Filter.Compare compare
                                && !compare.path().isEntryOwn()
                        ? Filter.matching(entry -> entry.document()
                                .get(compare.path())
                                .map(value -> test.test(value, compare))
                                .orElse(false))
                        : node);
    }

    private static boolean holds(Filter.Operator operator, int order) {
        return switch (operator) {
            case EQ -> order == 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
        };
    }

    private static boolean sound(Object value, Filter.Compare compare) {
        Entry probe = Entry.of("c", "k", Document.of(Map.of("x", value)), Entry.MIN_STORED_AT, 1);
        return new Filter.Compare(FieldPath.of("x"), compare.operator(), compare.value())
                .predicate()
                .test(probe);
    }

    private static void comparisons(List<Mutant> all) {
        all.add(comparing(
                "numbers-compared-as-doubles",
                "numbers are rounded to doubles and compared",
                "Numbers.rule_5_4_numbersCompareByExactValue",
                (value, compare) -> value instanceof Number x && compare.value() instanceof Number y
                        ? holds(compare.operator(), Double.compare(x.doubleValue(), y.doubleValue()))
                        : sound(value, compare)));
        all.add(comparing(
                "texts-by-utf16",
                "texts compare by UTF-16 unit",
                "Texts.rule_5_5_stringsCompareByCodePoint",
                (value, compare) -> value instanceof String x && compare.value() instanceof String y
                        ? holds(compare.operator(), x.compareTo(y))
                        : sound(value, compare)));
        all.add(comparing(
                "texts-without-case",
                "texts compare without case",
                EVERY_FILTER,
                (value, compare) -> value instanceof String x && compare.value() instanceof String y
                        ? holds(compare.operator(), x.compareToIgnoreCase(y))
                        : sound(value, compare)));
        all.add(comparing(
                "texts-by-locale",
                "texts compare by the rules of a language",
                EVERY_FILTER,
                (value, compare) -> value instanceof String x && compare.value() instanceof String y
                        ? holds(
                                compare.operator(),
                                java.text.Collator.getInstance(Locale.ROOT).compare(x, y))
                        : sound(value, compare)));
        all.add(comparing(
                "true-equals-one",
                "true equals 1",
                "Numbers.rule_5_4_numbersCompareByExactValue",
                (value, compare) -> sound(value instanceof Boolean b ? (Object) (b ? 1L : 0L) : value, compare)
                        || sound(value, compare)));
        all.add(comparing(
                "text-equals-number",
                "the text \"1\" equals the number 1",
                EVERY_FILTER,
                (value, compare) -> sound(value, compare)
                        || value instanceof String s
                                && compare.value() instanceof Number n
                                && s.equals(n.toString())
                                && compare.operator() == Filter.Operator.EQ));
        all.add(comparing(
                "scale-counts",
                "1 and 1.0 are not equal",
                "Numbers.rule_5_4_numbersCompareByExactValue",
                (value, compare) -> value instanceof Number && compare.operator() == Filter.Operator.EQ
                        ? value.toString().equals(compare.value().toString())
                        : sound(value, compare)));
        all.add(filters(
                "like-wildcards",
                "% and _ stand for other characters in startsWith",
                EVERY_FILTER,
                node -> node instanceof Filter.StartsWith starts
                        ? new Filter.Glob(
                                starts.path(), starts.prefix().replace('%', '*').replace('_', '?') + "*")
                        : node));
        all.add(filters(
                "prefix-without-case",
                "startsWith does not look at case",
                EVERY_FILTER,
                node -> node instanceof Filter.StartsWith starts
                        ? node.or(new Filter.StartsWith(
                                starts.path(), starts.prefix().toUpperCase(Locale.ROOT)))
                        : node));
        all.add(filters(
                "contains-not-in-arrays",
                "contains does not look into arrays",
                EVERY_FILTER,
                node -> node instanceof Filter.Contains contains
                        ? node.and(Filter.matching(
                                entry -> !(entry.document().get(contains.path()).orElse("") instanceof List)))
                        : node));
        all.add(filters(
                "glob-of-units",
                "? stands for one UTF-16 unit",
                "Queries.rule_5_1_aQuestionMarkIsOneCodePoint",
                node -> node instanceof Filter.Glob glob
                        ? Filter.matching(
                                entry -> entry.document().get(glob.path()).orElse(0) instanceof String text
                                        && text.length() == glob.pattern().length()
                                        && node.predicate().test(entry))
                        : node));
    }

    private static void paths(List<Mutant> all) {
        all.add(filters(
                "dots-split-names",
                "a name that holds a dot is taken as two",
                "Queries.rule_5_2_aNameMayHoldADot",
                node -> node instanceof Filter.Compare compare
                        ? new Filter.Compare(
                                FieldPath.parse(compare.path().toString()), compare.operator(), compare.value())
                        : node));
        all.add(filters(
                "paths-enter-arrays",
                "a path goes into the elements of an array",
                "Queries.rule_5_2_aPathNeverEntersAnArray",
                node -> node instanceof Filter.Compare compare
                                && compare.path().names().size() > 1
                        ? node.or(Filter.matching(entry -> insideArray(entry, compare)))
                        : node));
    }

    private static boolean insideArray(Entry entry, Filter.Compare compare) {
        List<String> names = compare.path().names();
        FieldPath outer = new FieldPath(names.subList(0, names.size() - 1));
        return entry.document().get(outer).orElse(0) instanceof List<?> list
                && list.stream()
                        .anyMatch(element -> element instanceof Map<?, ?> map
                                && map.get(names.get(names.size() - 1)) != null
                                && sound(map.get(names.get(names.size() - 1)), compare));
    }
}

package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an index must begin with to serve a shape.
 *
 * @param text whether words are searched for; else the index is an ordered one
 * @param equal the paths that are compared for equality, in any order
 * @param then the paths that follow in this order: those sorted by, or the one of a range
 * @param exact whether nothing but what matches would be read
 */
record IndexNeed(boolean text, Set<FieldPath> equal, List<FieldPath> then, boolean exact) {
    private static final Comparator<FieldPath> BY_TEXT = Comparator.comparing(FieldPath::toString);

    /** Returns what the shape needs; empty if no index serves anything of it. */
    static Optional<IndexNeed> of(Shape shape) {
        List<FieldPath> searched = indexable(shape.paths(Shape.Kind.SEARCH));
        if (!searched.isEmpty()) {
            boolean alone = shape.conditions().size() == 1 && !shape.limited();
            return Optional.of(new IndexNeed(true, Set.of(), List.of(searched.get(0)), alone));
        }
        return ordered(shape);
    }

    private static Optional<IndexNeed> ordered(Shape shape) {
        Set<FieldPath> equal = new TreeSet<>(BY_TEXT);
        indexable(shape.paths(Shape.Kind.EQUAL)).stream().limit(Index.MAX_PATHS).forEach(equal::add);
        List<FieldPath> ranges = new ArrayList<>(indexable(shape.paths(Shape.Kind.RANGE)));
        ranges.removeAll(equal);
        Optional<List<FieldPath>> order = order(shape, equal);
        List<FieldPath> then;
        if (shape.limited()
                && shape.isSorted()
                && order.filter(paths -> !paths.isEmpty()).isPresent()) {
            then = order.get();
        } else {
            then = ranges.isEmpty() ? List.of() : List.of(ranges.get(0));
        }
        then = then.subList(0, Math.min(then.size(), Index.MAX_PATHS - equal.size()));
        if (equal.isEmpty() && then.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new IndexNeed(
                false, Collections.unmodifiableSet(equal), List.copyOf(then), isExact(shape, equal, then, order)));
    }

    private static boolean isExact(
            Shape shape, Set<FieldPath> equal, List<FieldPath> then, Optional<List<FieldPath>> order) {
        boolean allConditions = shape.conditions().stream()
                .allMatch(condition -> equal.contains(condition.path()) && condition.kind() != Shape.Kind.OTHER
                        || condition.kind() == Shape.Kind.RANGE
                                && !then.isEmpty()
                                && then.get(0).equals(condition.path()));
        boolean endsAtTheLimit =
                shape.isSorted() ? order.isPresent() && order.get().equals(then) : then.isEmpty();
        return allConditions && (!shape.limited() || endsAtTheLimit);
    }

    /** Returns the paths that are sorted by, without those that are equal anyway; empty if no index has that order. */
    private static Optional<List<FieldPath>> order(Shape shape, Set<FieldPath> equal) {
        List<Sort> sorts = shape.sorts().stream()
                .filter(sort -> !equal.contains(sort.path()))
                .toList();
        List<FieldPath> paths = sorts.stream().map(Sort::path).distinct().toList();
        boolean oneWay = sorts.stream().map(Sort::descending).distinct().count() <= 1;
        return oneWay && indexable(paths).size() == paths.size() ? Optional.of(paths) : Optional.empty();
    }

    private static List<FieldPath> indexable(List<FieldPath> paths) {
        return paths.stream().filter(IndexNeed::isIndexable).toList();
    }

    private static boolean isIndexable(FieldPath path) {
        try {
            return !Index.on(List.of(path)).name().isEmpty();
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    int paths() {
        return equal.size() + then.size();
    }

    /** Says whether the index gives all that this one would. */
    boolean isServedBy(Index index) {
        List<FieldPath> paths = index.paths();
        if (text || index.kind() == Index.Kind.TEXT) {
            return text && index.kind() == Index.Kind.TEXT && paths.equals(then);
        }
        if (index.kind() == Index.Kind.UNIQUE && equal.containsAll(paths)) {
            return true; // leaves one entry at most
        }
        return paths.size() >= paths()
                && equal.equals(asSet(paths.subList(0, equal.size())))
                && paths.subList(equal.size(), paths()).equals(then);
    }

    private static Set<FieldPath> asSet(List<FieldPath> paths) {
        Set<FieldPath> set = new TreeSet<>(BY_TEXT);
        set.addAll(paths);
        return set;
    }
}

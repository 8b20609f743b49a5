package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values that something can have at one path of the entries that pass a filter: ranges in order, none of which touch.
 *
 * @param ranges the ranges
 * @param exact whether every entry with such a value passes; otherwise only no other does
 */
record ValueRanges(List<Range> ranges, boolean exact) {
    private static final ValueRanges ANYTHING = new ValueRanges(List.of(Range.ALL), false);

    /** The values between two cuts. */
    record Range(Cut from, Cut to) {
        static final Range ALL = new Range(Cut.START, Cut.END);

        static Range point(@Nullable Object value) {
            return new Range(Cut.before(value), Cut.behind(value));
        }

        /** Returns the only value that is in here; empty if there may be several. */
        Optional<Point> onlyValue() {
            if (from.side() == Cut.Side.BEFORE && to.side() == Cut.Side.BEHIND && from.rank() == to.rank()) {
                return ValueOrder.compare(from.value(), to.value()) == 0
                        ? Optional.of(new Point(from.value()))
                        : Optional.empty();
            }
            boolean oneKind = from.side() == Cut.Side.BEFORE_KIND && to.equals(Cut.beforeKind(from.rank() + 1));
            return oneKind ? soleValueOf(from.rank()) : Optional.empty();
        }

        private static Optional<Point> soleValueOf(int rank) {
            return switch (rank) {
                case ValueOrder.MISSING -> Optional.of(new Point(PathReader.MISSING));
                case ValueOrder.NULL -> Optional.of(new Point(null));
                case ValueOrder.FALSE -> Optional.of(new Point(false));
                case ValueOrder.TRUE -> Optional.of(new Point(true));
                case ValueOrder.CONTAINER -> Optional.of(new Point(PathReader.CONTAINER));
                default -> Optional.empty();
            };
        }
    }

    /** A value, which may be null. */
    record Point(@Nullable Object value) {}

    /** Returns what the filter says of the values at the path. */
    static ValueRanges of(Filter filter, FieldPath path) {
        if (filter instanceof Filter.And and) {
            ValueRanges all = new ValueRanges(List.of(Range.ALL), true);
            for (Filter part : and.filters()) {
                all = all.and(of(part, path));
            }
            return all;
        }
        if (filter instanceof Filter.Or or) {
            List<Range> any = new ArrayList<>();
            boolean exact = true;
            for (Filter part : or.filters()) {
                ValueRanges ranges = of(part, path);
                any.addAll(ranges.ranges);
                exact &= ranges.exact;
            }
            return new ValueRanges(merged(any), exact);
        }
        if (filter instanceof Filter.Not not) {
            ValueRanges inner = of(not.filter(), path);
            return inner.exact ? inner.complement() : ANYTHING;
        }
        return ofLeaf(filter, path);
    }

    private static ValueRanges ofLeaf(Filter filter, FieldPath path) {
        if (filter instanceof Filter.Compare compare && compare.path().equals(path)) {
            return exactly(ofComparison(compare.operator(), compare.value()));
        }
        if (filter instanceof Filter.In in && in.path().equals(path)) {
            return new ValueRanges(merged(in.values().stream().map(Range::point).toList()), true);
        }
        if (filter instanceof Filter.Exists exists && exists.path().equals(path)) {
            return exactly(new Range(Cut.beforeKind(ValueOrder.NULL), Cut.END));
        }
        if (filter instanceof Filter.IsNull isNull && isNull.path().equals(path)) {
            return exactly(Range.point(null));
        }
        if (filter instanceof Filter.StartsWith starts && starts.path().equals(path)) {
            return exactly(ofPrefix(starts.prefix()));
        }
        if (filter instanceof Filter.Glob glob && glob.path().equals(path)) {
            return new ValueRanges(List.of(ofPrefix(literalBeginning(glob.pattern()))), false);
        }
        return ANYTHING;
    }

    private static ValueRanges exactly(Range range) {
        return new ValueRanges(range.from.compareTo(range.to) < 0 ? List.of(range) : List.of(), true);
    }

    private static Range ofPrefix(String prefix) {
        return new Range(Cut.before(prefix), Cut.behindPrefix(prefix));
    }

    /** Returns what stands before the first wildcard, and no half of a pair. */
    private static String literalBeginning(String pattern) {
        int end = 0;
        while (end < pattern.length() && pattern.charAt(end) != '*' && pattern.charAt(end) != '?') {
            end++;
        }
        boolean cutsPair = end > 0 && Character.isHighSurrogate(pattern.charAt(end - 1));
        return pattern.substring(0, cutsPair ? end - 1 : end);
    }

    private static Range ofComparison(Filter.Operator operator, Object value) {
        int rank = ValueOrder.rank(value);
        Cut kind = Cut.beforeKind(value instanceof Boolean ? ValueOrder.FALSE : rank);
        Cut nextKind = Cut.beforeKind(value instanceof Boolean ? ValueOrder.NUMBER : rank + 1);
        return switch (operator) {
            case EQ -> Range.point(value);
            case LT -> new Range(kind, Cut.before(value));
            case LTE -> new Range(kind, Cut.behind(value));
            case GT -> new Range(Cut.behind(value), nextKind);
            case GTE -> new Range(Cut.before(value), nextKind);
        };
    }

    /** Returns the values that both allow. */
    ValueRanges and(ValueRanges other) {
        List<Range> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            Range a = ranges.get(i);
            Range b = other.ranges.get(j);
            Cut from = a.from.compareTo(b.from) >= 0 ? a.from : b.from;
            Cut to = a.to.compareTo(b.to) <= 0 ? a.to : b.to;
            if (from.compareTo(to) < 0) {
                common.add(new Range(from, to));
            }
            if (a.to.compareTo(b.to) <= 0) {
                i++;
            } else {
                j++;
            }
        }
        return new ValueRanges(List.copyOf(common), exact && other.exact);
    }

    private static List<Range> merged(List<Range> any) {
        List<Range> sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparing(Range::from));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && range.from.compareTo(merged.get(last).to) <= 0) {
                Range before = merged.get(last);
                merged.set(last, new Range(before.from, before.to.compareTo(range.to) >= 0 ? before.to : range.to));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }

    private ValueRanges complement() {
        List<Range> others = new ArrayList<>();
        Cut from = Cut.START;
        for (Range range : ranges) {
            if (from.compareTo(range.from) < 0) {
                others.add(new Range(from, range.from));
            }
            from = range.to;
        }
        if (from.compareTo(Cut.END) < 0) {
            others.add(new Range(from, Cut.END));
        }
        return new ValueRanges(List.copyOf(others), true);
    }

    /** Says whether this tells nothing. */
    boolean isAnything() {
        return ranges.size() == 1 && ranges.get(0).equals(Range.ALL);
    }
}

package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.ValueOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The items of an index that have these values at its first paths, and one of a range at the next.
 *
 * @param values the values at the first paths, perhaps none
 * @param next the range at the path behind them; all of it if there is no such path or nothing is known of it
 */
record KeyRange(List<@Nullable Object> values, ValueRanges.Range next) {
    /** More ranges than this are not looked up one by one. */
    private static final int MOST = 64;

    /**
     * What a filter asks of an index.
     *
     * @param keys the ranges that hold all matches, in the order of the index
     * @param pinned at how many of the first paths all matches have the same value
     * @param looked at how many of the first paths the ranges say anything
     */
    record Lookup(List<KeyRange> keys, int pinned, int looked) {}

    static Lookup lookup(List<Filter> parts, List<FieldPath> paths) {
        List<List<@Nullable Object>> prefixes = new ArrayList<>();
        prefixes.add(List.of());
        int pinned = 0;
        for (int i = 0; i < paths.size(); i++) {
            ValueRanges ranges = rangesOf(parts, paths.get(i));
            if (ranges.isAnything()) {
                return new Lookup(keys(prefixes, List.of(ValueRanges.Range.ALL)), pinned, i);
            }
            Optional<List<ValueRanges.Point>> points = points(ranges);
            boolean last = i + 1 == paths.size();
            if (last || points.isEmpty() || prefixes.size() * points.get().size() > MOST) {
                boolean isPinned =
                        pinned == i && points.isPresent() && points.get().size() == 1;
                return new Lookup(keys(prefixes, ranges.ranges()), isPinned ? pinned + 1 : pinned, i + 1);
            }
            pinned += pinned == i && points.get().size() == 1 ? 1 : 0;
            prefixes = extended(prefixes, points.get());
        }
        throw new IllegalStateException("an index has at least one path");
    }

    /** Returns what all parts together say of the values at the path. */
    static ValueRanges rangesOf(List<Filter> parts, FieldPath path) {
        return ValueRanges.of(new Filter.And(parts), path);
    }

    private static Optional<List<ValueRanges.Point>> points(ValueRanges ranges) {
        List<ValueRanges.Point> points = new ArrayList<>();
        for (ValueRanges.Range range : ranges.ranges()) {
            Optional<ValueRanges.Point> point = range.onlyValue();
            if (point.isEmpty()) {
                return Optional.empty();
            }
            points.add(point.get());
        }
        return Optional.of(points);
    }

    private static List<List<@Nullable Object>> extended(
            List<List<@Nullable Object>> prefixes, List<ValueRanges.Point> points) {
        List<List<@Nullable Object>> longer = new ArrayList<>();
        for (List<@Nullable Object> prefix : prefixes) {
            for (ValueRanges.Point point : points) {
                List<@Nullable Object> values = new ArrayList<>(prefix);
                values.add(point.value());
                longer.add(values);
            }
        }
        return longer;
    }

    private static List<KeyRange> keys(List<List<@Nullable Object>> prefixes, List<ValueRanges.Range> ranges) {
        List<KeyRange> keys = new ArrayList<>();
        for (List<@Nullable Object> prefix : prefixes) {
            for (ValueRanges.Range range : ranges) {
                keys.add(new KeyRange(prefix, range));
            }
        }
        return keys;
    }

    /** Returns the numbers of the items that are in here. */
    Span in(OrderTree<IndexItem> items) {
        return new Span(items.rank(item -> compare(next.from(), item)), items.rank(item -> compare(next.to(), item)));
    }

    private int compare(Cut cut, IndexItem item) {
        for (int i = 0; i < values.size(); i++) {
            int order = ValueOrder.compare(values.get(i), item.values()[i]);
            if (order != 0) {
                return order;
            }
        }
        return cut.compareToValue(item.values()[values.size()]);
    }
}

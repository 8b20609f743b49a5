package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an ordered index answers a request: the spans of it that hold the matches, and the order that comes with them. */
final class IndexAccess {
    private final IndexState index;
    private final Request request;
    private final List<FieldPath> paths;
    private final KeyRange.Lookup lookup;

    /** The orders in which the entries of some spans can be given. */
    private enum Order {
        /** That of the index, one span after the other. */
        FORWARDS,
        /** The reverse of the values, equal ones newest first. */
        BACKWARDS,
        /** Newest first out of spans each of which is. */
        MERGED,
        /** Not the one asked for. */
        NONE
    }

    private IndexAccess(IndexState index, Request request) {
        this.index = index;
        this.request = request;
        paths = index.index().paths();
        lookup = KeyRange.lookup(request.parts(), paths);
    }

    /** Returns the way to answer; empty if the index is of no use. */
    static Optional<Plan> plan(IndexState index, Request request) {
        return new IndexAccess(index, request).plan();
    }

    private Optional<Plan> plan() {
        Order order = order();
        if (lookup.looked() == 0 && order == Order.NONE) {
            return Optional.empty();
        }
        Position after = request.after();
        @Nullable Object[] start = after == null || order == Order.NONE || order == Order.MERGED ? null : values(after);
        List<Span> spans = new ArrayList<>();
        for (KeyRange key : lookup.keys()) {
            Span span = key.in(index.items());
            if (after != null && order == Order.MERGED) {
                span = span.startingAt(rankBehind(values(key), after));
            } else if (after != null && start != null && order == Order.FORWARDS) {
                span = span.startingAt(rankBehind(start, after));
            }
            spans.add(span);
        }
        int rows = spans.stream().mapToInt(Span::size).sum();
        return Optional.of(new Plan(
                text(order),
                index.index().name(),
                rows,
                request.isDecidedBy(paths.subList(0, lookup.looked())),
                order != Order.NONE,
                () -> switch (order) {
                    case FORWARDS, NONE -> Walks.forwards(index.items(), spans, IndexItem::entry);
                    case MERGED -> Walks.merged(index.items(), spans);
                    case BACKWARDS ->
                        after == null || start == null
                                ? Walks.groupsBackwards(index.items(), spans, null, 0)
                                : Walks.groupsBackwards(index.items(), spans, start, rankBehind(start, after));
                }));
    }

    private String text(Order order) {
        int count = lookup.keys().size();
        String ranges = lookup.looked() == 0 ? "all of it" : count + (count == 1 ? " range" : " ranges");
        return "index '" + index.index().name() + "', " + ranges
                + switch (order) {
                    case FORWARDS -> lookup.pinned() == paths.size() ? ", newest first" : ", in its order";
                    case BACKWARDS -> ", backwards";
                    case MERGED -> ", merged newest first";
                    case NONE -> "";
                };
    }

    private Order order() {
        List<Sort> sorts = request.sorts();
        if (sorts.isEmpty()) {
            if (lookup.pinned() == paths.size()) {
                return Order.FORWARDS;
            }
            boolean points = lookup.keys().stream()
                    .allMatch(key -> key.values().size() == paths.size() - 1
                            && key.next().onlyValue().isPresent());
            return points ? Order.MERGED : Order.NONE;
        }
        boolean descending = sorts.get(0).descending();
        boolean sameDirection = sorts.stream().allMatch(sort -> sort.descending() == descending);
        boolean samePaths =
                sorts.stream().map(Sort::path).toList().equals(paths.subList(lookup.pinned(), paths.size()));
        if (!sameDirection || !samePaths) {
            return Order.NONE;
        }
        return descending ? Order.BACKWARDS : Order.FORWARDS;
    }

    /** Returns the values of all items in a range of one point. */
    private static @Nullable Object[] values(KeyRange key) {
        List<@Nullable Object> values = new ArrayList<>(key.values());
        values.add(key.next().onlyValue().orElseThrow().value());
        return values.toArray();
    }

    /** Returns the values of the item behind which to begin: the same for all at the first paths, then those of the sorts. */
    private @Nullable Object[] values(Position after) {
        @Nullable Object[] values = new @Nullable Object[paths.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < lookup.pinned()
                    ? pinned(i)
                    : request.valueAfter(after, request.sorts().get(i - lookup.pinned()));
        }
        return values;
    }

    private @Nullable Object pinned(int path) {
        if (lookup.keys().isEmpty()) {
            return null; // nothing matches, so that any place will do
        }
        KeyRange key = lookup.keys().get(0);
        return path < key.values().size()
                ? key.values().get(path)
                : key.next().onlyValue().orElseThrow().value();
    }

    private int rankBehind(@Nullable Object[] values, Position place) {
        return index.items().rank(item -> {
            int order = IndexItem.compareValues(values, item.values());
            if (order == 0) {
                order = Age.compare(
                        place.storedAt(),
                        place.revision(),
                        item.entry().storedAt(),
                        item.entry().revision());
            }
            return order == 0 ? 1 : order;
        });
    }
}

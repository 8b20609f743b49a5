package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Chooses how a request is answered: of all ways, by age, by keys and by each index, the one that is expected to look at the
 * fewest entries. How many a way would have to look at is counted exactly, in logarithmic time; where a limit lets it stop
 * early, the matches are taken to lie evenly.
 */
final class Planner {
    private static final FieldPath KEY = FieldPath.of(Names.KEY);
    private static final FieldPath STORED_AT = FieldPath.of(Names.STORED_AT);
    private static final int MOST_KEYS = 64;

    private final CollectionState state;
    private final Request request;
    private final List<Plan> plans = new ArrayList<>();

    private Planner(CollectionState state, QueryRequest request) {
        this.state = state;
        this.request = new Request(request);
    }

    static Plan plan(CollectionState state, QueryRequest request) {
        return new Planner(state, request).choose();
    }

    private Plan choose() {
        plans.add(byAge());
        byKeys().ifPresent(plans::add);
        for (IndexState index : state.indexes()) {
            if (index.index().kind() == Index.Kind.TEXT) {
                TextAccess.plans(index, request).forEach(plans::add);
            } else {
                IndexAccess.plan(index, request).ifPresent(plans::add);
            }
        }
        int matches = plans.stream().mapToInt(Plan::rows).min().orElseThrow();
        Plan best = plans.get(0);
        for (Plan plan : plans) {
            best = isBetter(plan, best, matches) ? plan : best;
        }
        return best;
    }

    private boolean isBetter(Plan a, Plan b, int matches) {
        long rowsA = a.expected(request.limit(), matches);
        long rowsB = b.expected(request.limit(), matches);
        if (rowsA != rowsB) {
            return rowsA < rowsB;
        }
        if (a.exact() != b.exact()) {
            return a.exact();
        }
        return a.ordered() != b.ordered() ? a.ordered() : a.rows() < b.rows();
    }

    private Plan byAge() {
        OrderTree<Entry> byAge = state.byAge();
        ValueRanges times = KeyRange.rangesOf(request.parts(), STORED_AT);
        boolean backwards = isOrder(Sort.oldestFirst());
        List<Span> spans = new ArrayList<>();
        for (ValueRanges.Range range : times.ranges()) {
            spans.add(new Span(
                    byAge.rank(entry -> -range.to().compareToValue(entry.storedAt())),
                    byAge.rank(entry -> -range.from().compareToValue(entry.storedAt()))));
        }
        Collections.reverse(spans); // the latest range comes first
        boolean forwards = request.sorts().isEmpty()
                || isOrder(List.of(Sort.desc(Names.STORED_AT)))
                || isOrder(List.of(Sort.desc(Names.STORED_AT), Sort.desc(Names.REVISION)));
        Position after = request.after();
        List<Span> left = after == null
                ? spans
                : spans.stream()
                        .map(span -> backwards
                                ? span.endingAt(rank(byAge, after, -1))
                                : forwards ? span.startingAt(rank(byAge, after, 1)) : span)
                        .toList();
        int rows = left.stream().mapToInt(Span::size).sum();
        String what = times.isAnything() ? "the collection" : "what was stored in a span of time";
        return new Plan(
                backwards ? "walks " + what + ", oldest first" : "walks " + what + ", newest first",
                null,
                rows,
                request.isDecidedBy(List.of(STORED_AT)),
                forwards || backwards,
                () -> backwards
                        ? Walks.backwards(byAge, left, entry -> entry)
                        : Walks.forwards(byAge, left, entry -> entry));
    }

    private boolean isOrder(List<Sort> order) {
        return request.sorts().equals(order);
    }

    /** Returns the number of the first entry behind the place, or with a negative side that of the one at the place. */
    private static int rank(OrderTree<Entry> byAge, Position place, int side) {
        return byAge.rank(entry -> {
            int order = Age.compare(place.storedAt(), place.revision(), entry.storedAt(), entry.revision());
            return order == 0 ? side : order;
        });
    }

    private Optional<Plan> byKeys() {
        List<ValueRanges.Range> ranges = KeyRange.rangesOf(request.parts(), KEY).ranges();
        List<Entry> found = new ArrayList<>();
        for (ValueRanges.Range range : ranges) {
            Optional<ValueRanges.Point> point = range.onlyValue();
            if (point.isEmpty() || ranges.size() > MOST_KEYS) {
                return Optional.empty();
            }
            Entry entry = point.get().value() instanceof String key ? state.get(key) : null;
            if (entry != null) {
                found.add(entry);
            }
        }
        found.sort(Age.NEWEST_FIRST);
        return Optional.of(new Plan(
                "looks up " + ranges.size() + (ranges.size() == 1 ? " key" : " keys"),
                null,
                found.size(),
                request.isDecidedBy(List.of(KEY)),
                request.sorts().isEmpty(),
                found::iterator));
    }
}

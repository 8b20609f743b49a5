package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as the ways to answer it look at it: conditions that must all hold, and the sorts that decide anything. */
final class Request {
    private final QueryRequest request;
    private final List<Filter> parts = new ArrayList<>();
    private final List<Sort> sorts = new ArrayList<>();

    Request(QueryRequest request) {
        this.request = request;
        addParts(request.filter());
        for (Sort sort : request.sorts()) {
            if (!isPinned(sort.path())) {
                sorts.add(sort);
            }
        }
    }

    private void addParts(Filter filter) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(this::addParts);
        } else {
            parts.add(filter);
        }
    }

    /** Says whether all matches have the same value at the path. */
    private boolean isPinned(FieldPath path) {
        List<ValueRanges.Range> ranges = KeyRange.rangesOf(parts, path).ranges();
        return ranges.size() == 1 && ranges.get(0).onlyValue().isPresent();
    }

    List<Filter> parts() {
        return parts;
    }

    /** Returns the order without what is the same for all matches. */
    List<Sort> sorts() {
        return sorts;
    }

    int limit() {
        return request.limit().orElse(-1);
    }

    @Nullable
    Position after() {
        return request.after().orElse(null);
    }

    /** Returns what the place behind which to begin has at the path of this sort. */
    @Nullable
    Object valueAfter(Position after, Sort sort) {
        return after.values().get(request.sorts().indexOf(sort));
    }

    /** Says whether every condition is decided by the value at one of these paths. */
    boolean isDecidedBy(List<FieldPath> paths) {
        return parts.stream()
                .allMatch(part -> paths.stream()
                        .anyMatch(path -> ValueRanges.of(part, path).exact()));
    }
}

package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The entries of a collection in a state, which nobody can change any more, read in the way that looks at the fewest. */
public final class StateCursor implements BackendCursor {
    private final Iterator<Entry> entries;
    private final Pushed pushed;
    private long left;
    private long examined;

    private StateCursor(Plan plan, QueryRequest request) {
        int limit = request.limit().orElse(-1);
        entries = plan.entries().get();
        boolean limited =
                plan.exact() && plan.ordered() && limit >= 0 && request.after().isEmpty();
        pushed = new Pushed(plan.exact() ? Pushed.Filtering.EXACT : Pushed.Filtering.SUPERSET, plan.ordered(), limited);
        left = limited ? limit : Long.MAX_VALUE;
    }

    /** Opens the cursor that answers the request out of this state. */
    public static StateCursor open(StoreState state, QueryRequest request) {
        return new StateCursor(plan(state, request), request);
    }

    /** Says how the request would be answered. */
    public static AccessPath explain(StoreState state, QueryRequest request) {
        Plan plan = plan(state, request);
        return new AccessPath(
                plan.text(), plan.index(), plan.expected(request.limit().orElse(-1), plan.rows()), "");
    }

    /** Returns how many entries pass the filter, if that can be told without looking at them. */
    public static OptionalLong count(StoreState state, String collection, Filter filter) {
        Plan plan = plan(state, QueryRequest.of(collection, filter, List.of(), -1, null));
        return plan.exact() ? OptionalLong.of(plan.rows()) : OptionalLong.empty();
    }

    private static Plan plan(StoreState state, QueryRequest request) {
        return Planner.plan(state.collection(request.collection()), request);
    }

    @Override
    public @Nullable Entry next() {
        if (left <= 0 || !entries.hasNext()) {
            return null;
        }
        left--;
        examined++;
        return entries.next();
    }

    @Override
    public Pushed pushed() {
        return pushed;
    }

    @Override
    public long examined() {
        return examined;
    }

    @Override
    public void close() {
        // a state holds nothing but memory
    }
}

package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The entries of a collection in a state, which nobody can change any more; in the default order if that is asked for. */
public final class StateCursor implements BackendCursor {
    private static final Pushed NEWEST_FIRST = new Pushed(Pushed.Filtering.NONE, true, false);

    private final Iterator<Entry> entries;
    private final Pushed pushed;

    private StateCursor(Iterator<Entry> entries, Pushed pushed) {
        this.entries = entries;
        this.pushed = pushed;
    }

    /** Opens the cursor that answers the request out of this state. */
    public static StateCursor open(StoreState state, QueryRequest request) {
        CollectionState collection = state.collection(request.collection());
        if (!request.sorts().isEmpty()) {
            return new StateCursor(collection.newestFirst(), Pushed.NOTHING);
        }
        Position after = request.after().orElse(null);
        Iterator<Entry> entries = after == null
                ? collection.newestFirst()
                : collection.newestFirstBehind(after.storedAt(), after.revision());
        return new StateCursor(entries, NEWEST_FIRST);
    }

    @Override
    public @Nullable Entry next() {
        return entries.hasNext() ? entries.next() : null;
    }

    @Override
    public Pushed pushed() {
        return pushed;
    }

    @Override
    public void close() {
        // a state holds nothing but memory
    }
}

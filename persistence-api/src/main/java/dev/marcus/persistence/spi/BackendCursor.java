package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The entries of one moment, one by one; for one thread at a time. */
public interface BackendCursor extends AutoCloseable {
    /** Returns a cursor over these entries, which nobody changes any more, that leaves the rest to the framework. */
    static BackendCursor of(Iterator<Entry> entries) {
        return new BackendCursor() {
            @Override
            public @Nullable Entry next() {
                return entries.hasNext() ? entries.next() : null;
            }

            @Override
            public Pushed pushed() {
                return Pushed.NOTHING;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Returns the next entry, or null at the end.
     *
     * @throws dev.marcus.persistence.error.DamagedEntryException if the next entry is damaged; the cursor then stands
     *     behind it and can go on
     */
    @Nullable
    Entry next();

    /** Returns what of the request the cursor takes into account; known from the beginning. */
    Pushed pushed();

    /**
     * Returns how many entries have been looked at so far, those left out among them; negative if that is not counted. A
     * request that is {@link QueryRequest#isCounting} asks for it.
     */
    default long examined() {
        return -1;
    }

    /** Lets go of what the cursor holds. May be called twice. */
    @Override
    void close();
}

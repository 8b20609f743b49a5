package dev.marcus.persistence.transaction;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The matches that the store has and those that a transaction has written, merged in their order. */
final class ViewCursor implements BackendCursor {
    private final Runnable check;
    private final Stream<Entry> stored;
    private final Iterator<Entry> ofStore;
    private final Iterator<Entry> ofTransaction;
    private final Map<String, Optional<Entry>> written;
    private final Comparator<Entry> order;
    private @Nullable Entry nextStored;
    private @Nullable Entry nextWritten;

    /**
     * Takes over the stream.
     *
     * @param check fails if the transaction may not be used
     * @param written what the transaction wrote in the collection so far
     */
    ViewCursor(Runnable check, Stream<Entry> stored, Map<String, Optional<Entry>> written, QueryRequest request) {
        this.check = check;
        this.stored = stored;
        this.written = Map.copyOf(written);
        order = Sort.comparator(request.sorts());
        ofStore = stored.iterator();
        ofTransaction = this.written.values().stream()
                .flatMap(Optional::stream)
                .filter(request.filter().predicate())
                .sorted(order)
                .iterator();
    }

    @Override
    public @Nullable Entry next() {
        check.run();
        if (nextStored == null) {
            nextStored = unwritten();
        }
        if (nextWritten == null && ofTransaction.hasNext()) {
            nextWritten = ofTransaction.next();
        }
        Entry first = nextStored;
        Entry second = nextWritten;
        if (second == null || first != null && order.compare(first, second) <= 0) {
            nextStored = null;
            return first;
        }
        nextWritten = null;
        return second;
    }

    /** Returns the next match of the store that the transaction has neither written over nor deleted. */
    private @Nullable Entry unwritten() {
        while (ofStore.hasNext()) {
            Entry entry = ofStore.next();
            if (!written.containsKey(entry.key())) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public Pushed pushed() {
        return new Pushed(Pushed.Filtering.EXACT, true, false);
    }

    @Override
    public void close() {
        stored.close();
    }
}

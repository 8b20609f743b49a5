package dev.marcus.persistence.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.StoreClosedException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The matches of a query as a stream, each step of which is an operation of the store. */
final class MatchStream extends Spliterators.AbstractSpliterator<Entry> {
    private final Matches matches;
    private final OperationGate gate;
    private boolean closed;

    MatchStream(Matches matches, OperationGate gate) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.matches = matches;
        this.gate = gate;
    }

    Stream<Entry> stream() {
        return StreamSupport.stream(this, false).onClose(this::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Entry> action) {
        Entry entry;
        gate.enter();
        try {
            if (closed) {
                throw new StoreClosedException("the stream is closed (expected: open; ask the query again)");
            }
            entry = matches.next();
        } finally {
            gate.leave();
        }
        if (entry == null) {
            return false;
        }
        action.accept(entry);
        return true;
    }

    private void close() {
        closed = true;
        matches.close();
    }
}

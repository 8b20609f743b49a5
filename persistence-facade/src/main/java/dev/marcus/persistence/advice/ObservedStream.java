package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.Entry;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Counts the entries of a stream as they are handed over, and tells it once: at their end, or when the stream is closed. */
final class ObservedStream implements Spliterator<Entry> {
    /** Is told how many entries were handed over, and whether there were no more. */
    interface Told {
        void of(long found, boolean ended);
    }

    private final Spliterator<Entry> entries;
    private final Told told;
    private long found;
    private boolean done;

    private ObservedStream(Spliterator<Entry> entries, Told told) {
        this.entries = entries;
        this.told = told;
    }

    static Stream<Entry> of(Stream<Entry> stream, Told told) {
        ObservedStream observed = new ObservedStream(stream.spliterator(), told);
        return StreamSupport.stream(observed, false).onClose(() -> {
            try {
                stream.close();
            } finally {
                observed.tell(false);
            }
        });
    }

    @Override
    public boolean tryAdvance(Consumer<? super Entry> action) {
        boolean more = entries.tryAdvance(action);
        if (more) {
            found++;
        } else {
            tell(true);
        }
        return more;
    }

    private void tell(boolean ended) {
        if (!done) {
            done = true;
            told.of(found, ended);
        }
    }

    /** A stream of entries is for one thread. */
    @Override
    @SuppressWarnings("NullAway") // null is how a spliterator says that it does not split
    public Spliterator<Entry> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return entries.estimateSize();
    }

    @Override
    public int characteristics() {
        return entries.characteristics() & (ORDERED | NONNULL);
    }
}

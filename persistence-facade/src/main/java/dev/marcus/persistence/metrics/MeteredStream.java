package dev.marcus.persistence.metrics;

import dev.marcus.persistence.document.Entry;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A stream that is measured until it is closed, and remembers how the store failed it; what its reader throws is not that. */
final class MeteredStream extends Spliterators.AbstractSpliterator<Entry> {
    private final Stream<Entry> stream;
    private final Spliterator<Entry> entries;
    private @Nullable Throwable failure;

    private MeteredStream(Stream<Entry> stream) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.stream = stream;
        entries = stream.spliterator();
    }

    /** Returns the same stream; the consumer is told of its end, and of what failed. */
    static Stream<Entry> of(Stream<Entry> stream, Consumer<@Nullable Throwable> ended) {
        MeteredStream metered = new MeteredStream(stream);
        return StreamSupport.stream(metered, false).onClose(() -> metered.close(ended));
    }

    @Override
    public boolean tryAdvance(Consumer<? super Entry> action) {
        Entry[] next = new Entry[1];
        boolean more;
        try {
            more = entries.tryAdvance(entry -> next[0] = entry);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
        if (more) {
            action.accept(next[0]);
        }
        return more;
    }

    private void close(Consumer<@Nullable Throwable> ended) {
        try {
            stream.close();
        } finally {
            ended.accept(failure);
        }
    }
}

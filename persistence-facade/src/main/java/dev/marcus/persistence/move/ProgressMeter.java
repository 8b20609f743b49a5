package dev.marcus.persistence.move;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts what is done of one phase, and tells the listener. For one thread. */
final class ProgressMeter {
    private final MoveProgress.Phase phase;
    private final Consumer<MoveProgress> listener;
    private final LongSupplier nanoTime;
    private final long began;
    private final long before;
    private long done;

    ProgressMeter(MoveProgress.Phase phase, long before, Consumer<MoveProgress> listener, LongSupplier nanoTime) {
        this.phase = phase;
        this.before = before;
        this.listener = listener;
        this.nanoTime = nanoTime;
        began = nanoTime.getAsLong();
        done = before;
    }

    void add(long count, long total) {
        done += count;
        long nanos = nanoTime.getAsLong() - began;
        double perSecond = nanos <= 0 ? 0 : (done - before) * 1e9 / nanos;
        listener.accept(new MoveProgress(phase, done, Math.max(done, total), perSecond));
    }

    long done() {
        return done;
    }
}

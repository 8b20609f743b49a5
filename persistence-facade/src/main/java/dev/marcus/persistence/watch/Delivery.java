package dev.marcus.persistence.watch;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.feed.Follower;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: reads the feed as far as its subscriber has asked, and hands it on. Whoever wants something of it
 * signals; the first of unanswered signals puts it on the executor, so that it is there once at most, and the rest make it
 * look again before it leaves.
 */
final class Delivery<T> implements WatchSubscription, Runnable {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int BATCH = 64;

    private final Flow.Subscriber<? super Changed<T>> subscriber;
    private final Watch<T> watch;
    private final Predicate<ChangedEntry> passing;
    private final Lookout lookout;
    private final Executor executor;

    /** Signals not answered; one from the start, until {@code onSubscribe} has returned. */
    private final AtomicInteger signals = new AtomicInteger(1);

    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** Whether more may have changed than was read. */
    private volatile boolean behind = true;

    private volatile long reached;

    /** These belong to the thread that runs it. */
    private @Nullable Follower follower;

    private final Queue<ChangedEntry> held = new ArrayDeque<>();
    private boolean over;

    Delivery(Flow.Subscriber<? super Changed<T>> subscriber, Watch<T> watch, Lookout lookout) {
        this.subscriber = subscriber;
        this.watch = watch;
        this.lookout = lookout;
        passing = watch.passing();
        executor = watch.executorOr(lookout.executor());
    }

    /** Says where to read. */
    void follow(Follower from) {
        follower = from;
        reached = from.reached();
    }

    void begin() {
        try {
            subscriber.onSubscribe(this);
        } catch (RuntimeException | Error e) {
            thrown("onSubscribe", e);
        }
        execute();
    }

    @Override
    public void request(long n) {
        if (n < 1) {
            fail(new IllegalArgumentException("request: " + n + " (expected: >= 1)"));
        } else {
            requested.accumulateAndGet(n, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        signal();
    }

    @Override
    public void cancel() {
        cancelled = true;
        signal();
    }

    @Override
    public long reached() {
        return reached;
    }

    /** Says that something was committed. */
    void wake() {
        if (!behind) {
            behind = true;
            signal();
        }
    }

    /** Says that nothing more will come. */
    void close() {
        closed = true;
        signal();
    }

    /** Ends it with this error, unless there was one before. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            fail(e);
            lookout.executor().execute(this);
        }
    }

    @Override
    public void run() {
        int answered;
        do {
            answered = signals.get();
            while (step()) {
                // goes on until there is nothing to do
            }
        } while (signals.addAndGet(-answered) != 0);
    }

    /** Does what there is to do, one batch at most, and says whether there is more. */
    private boolean step() {
        if (over) {
            return false;
        }
        try {
            if (held.isEmpty() && !isEnding() && requested.get() > 0 && behind) {
                read();
            }
            deliver();
        } catch (StoreClosedException e) {
            closed = true;
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        if (isEnding()) {
            end();
            return false;
        }
        return requested.get() > 0 && (behind || !held.isEmpty());
    }

    private boolean isEnding() {
        return cancelled || closed || failure != null;
    }

    private void read() {
        Follower from = requireNonNull(follower);
        behind = false; // before it is read, so that what is committed meanwhile is noticed
        ChangeBatch batch = from.next(BATCH);
        if (batch.more()) {
            behind = true;
        }
        for (ChangedEntry change : batch.changes()) {
            if (passing.test(change)) {
                held.add(change);
            }
        }
    }

    private void deliver() {
        while (!held.isEmpty() && requested.get() > 0 && !isEnding()) {
            ChangedEntry change = held.remove();
            Optional<Changed<T>> changed = watch.decode(change);
            if (changed.isPresent()) {
                requested.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
                if (!take(changed.get())) {
                    return;
                }
            }
            reached = change.revision();
        }
        if (held.isEmpty() && follower != null && !isEnding()) {
            reached = follower.reached();
        }
    }

    private boolean take(Changed<T> changed) {
        try {
            subscriber.onNext(changed);
            return true;
        } catch (RuntimeException | Error e) {
            thrown("onNext", e);
            return false;
        }
    }

    private void end() {
        over = true;
        held.clear();
        lookout.leave(this);
        if (cancelled) {
            return;
        }
        try {
            Throwable cause = failure;
            if (cause != null) {
                subscriber.onError(cause);
            } else {
                subscriber.onComplete();
            }
        } catch (RuntimeException | Error e) {
            thrown("the end", e);
        }
    }

    /** A subscriber must not throw; one that does has cancelled. */
    private void thrown(String where, Throwable thrown) {
        cancelled = true;
        LOG.log(
                System.Logger.Level.WARNING,
                "A subscriber of a watch threw at " + where + " and gets nothing more.",
                thrown);
    }
}

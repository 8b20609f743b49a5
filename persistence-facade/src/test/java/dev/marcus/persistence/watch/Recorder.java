package dev.marcus.persistence.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscriber that keeps what it is told, and fails the test if it is told two things at once or in the wrong order. */
class Recorder<T> implements Flow.Subscriber<Changed<T>> {
    private final long first;
    private final Consumer<Changed<T>> doing;
    private final List<Changed<T>> changes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable WatchSubscription subscription;
    private @Nullable Throwable failure;
    private boolean complete;
    private boolean inside;

    /** Requests so many at the beginning. */
    Recorder(long first) {
        this(first, change -> {});
    }

    /** Does this with each change before it keeps it. */
    Recorder(long first, Consumer<Changed<T>> doing) {
        this.first = first;
        this.doing = doing;
    }

    private synchronized void enter(boolean subscribed) {
        if (inside) {
            faults.add("two signals at once");
        }
        if ((subscription != null) != subscribed) {
            faults.add("onSubscribe is not first or not alone");
        }
        if (failure != null || complete) {
            faults.add("a signal after the end");
        }
        inside = true;
    }

    private synchronized void leave() {
        inside = false;
        notifyAll();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        enter(false);
        synchronized (this) {
            subscription = (WatchSubscription) given;
        }
        if (first != 0) {
            given.request(first);
        }
        leave();
    }

    @Override
    public void onNext(Changed<T> change) {
        enter(true);
        doing.accept(change);
        synchronized (this) {
            changes.add(change);
        }
        leave();
    }

    @Override
    public void onError(Throwable cause) {
        enter(true);
        synchronized (this) {
            failure = cause;
        }
        leave();
    }

    @Override
    public void onComplete() {
        enter(true);
        synchronized (this) {
            complete = true;
        }
        leave();
    }

    synchronized WatchSubscription subscription() {
        assertThat(subscription).isNotNull();
        return subscription;
    }

    synchronized List<Changed<T>> changes() {
        return List.copyOf(changes);
    }

    List<String> keys() {
        return changes().stream().map(Changed::key).toList();
    }

    synchronized boolean hasEnded() {
        return complete || failure != null;
    }

    private interface Condition {
        boolean holds();
    }

    private synchronized void await(String what, Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (!condition.holds() && System.nanoTime() < end) {
                wait(1000);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(faults).isEmpty();
        assertThat(condition.holds())
                .as(what + ": " + changes.size() + " changes, complete " + complete + ", failure " + failure)
                .isTrue();
    }

    /** Waits for so many changes. */
    List<Changed<T>> await(int count) {
        await(count + " changes", () -> changes.size() >= count);
        return changes();
    }

    /** Waits for a change of the key. */
    void awaitKey(String key) {
        await(
                "key " + key,
                () -> !changes.isEmpty()
                        && changes.get(changes.size() - 1).key().equals(key));
    }

    void awaitComplete() {
        await("the end", () -> complete);
    }

    synchronized Throwable awaitFailure() {
        await("a failure", () -> failure != null);
        assertThat(failure).isNotNull();
        return failure;
    }
}

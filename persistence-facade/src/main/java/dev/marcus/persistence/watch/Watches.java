package dev.marcus.persistence.watch;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.CommitSignals;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a store watchable: what is committed through {@link #store} is noticed at once, and what others commit when the
 * backend signals it, or at a set interval, by asking for the last revision. Nobody is asked while nobody watches. For any
 * number of threads.
 *
 * <p>Usually had by {@code Persistence.watch}.
 */
public final class Watches {
    private final Store next;
    private final Lookout lookout;

    private Watches(Store next, Duration interval) {
        this.next = next;
        CommitSignals signals = next.extension(CommitSignals.class).orElse(callback -> () -> {});
        lookout = new Lookout(next::lastRevision, signals, interval);
    }

    /** Makes the store watchable; changes by others are looked for at this interval. */
    public static Watches over(Store next, Duration interval) {
        return new Watches(requireNonNull(next, "next"), interval);
    }

    /** Returns the store to use instead of the one given. When it is closed, all watches end. */
    public Store store() {
        return new WatchedStore(next, lookout);
    }

    /**
     * Returns a watch over some collections, from now on.
     *
     * @param source the store that is read: the one that {@link #store} returned, or a layer over it
     * @param decoding turns an entry into its object; empty if it is to be left out
     */
    public <T> Watch<T> watch(
            Store source, Predicate<String> collections, Filter filter, Function<Entry, Optional<T>> decoding) {
        return Watch.fromNow(this, source, collections, filter, decoding);
    }

    <T> void begin(Flow.Subscriber<? super Changed<T>> subscriber, Watch<T> watch) {
        if (!next.capabilities().has(Capability.CHANGE_FEED)) {
            throw new UnsupportedException("watch: '" + next.description().scheme() + "' has no "
                    + Capability.CHANGE_FEED + " (expected: a backend that has it); ask by queries instead");
        }
        Delivery<T> delivery = new Delivery<>(subscriber, watch, lookout);
        try {
            delivery.follow(watch.follower());
            lookout.join(delivery);
        } catch (PersistenceException e) {
            delivery.fail(e);
        }
        delivery.begin();
    }
}

package dev.marcus.persistence.watch;

import java.util.concurrent.Flow;

/** The subscription that a {@link Watch} gives to {@code onSubscribe}. For any number of threads. */
public interface WatchSubscription extends Flow.Subscription {
    /**
     * Returns the revision up to which this has come: everything that changed up to it was given to an {@code onNext} that
     * has returned, or was not asked for, or was replaced by what came later. It also grows where nothing passes the
     * filters, as long as something is requested.
     *
     * <p>A watch that begins {@link Watch#after after} it misses nothing. Who saves the revisions of the changes needs this
     * only where changes that pass are rare, so as not to come back later than deletions are kept.
     */
    long reached();
}

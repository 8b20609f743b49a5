package dev.marcus.persistence.watch;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.feed.Follower;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells subscribers what changes, in the order of the revisions: every key that changed, with its latest change, deletions
 * included; a change that a later one replaced before it was read is left out. Each subscription begins anew, and reads by
 * itself and only what its subscriber requests: a slow one is not overtaken by its own past but skips it, and slows down
 * neither writers nor others. What others write, in other processes too, is told as well.
 *
 * <pre>{@code
 * persistence.events().type("error").watch().after(saved).subscribe(subscriber);
 * }</pre>
 *
 * <p><b>Going on after a kill.</b> When what a change leads to has been done, save its {@link Changed#revision revision};
 * begin again {@link #after after} the saved one. Nothing is missed then. What was done but not saved comes again, unless
 * both are saved in one commit. Where few changes pass the filters, save {@link WatchSubscription#reached} now and then:
 * deletions are kept for some days only, and a revision older than that is refused.
 *
 * <p><b>The end.</b> {@code onComplete} when the persistence was closed; what was committed before and not delivered comes
 * after the saved revision. {@code onError} with a
 * {@link dev.marcus.persistence.error.ChangesExpiredException} if deletions after the revision are not kept any more, with
 * what decoding or the store throws, and with an {@link IllegalArgumentException} for a request of less than 1. An entry
 * that cannot be turned into the type is such an error, unless the question that is watched skips it. A subscriber that
 * throws is logged and gets nothing more; the others do.
 *
 * <p>Immutable, for any number of threads. Signals come one after the other, on threads of the watching's own or of the
 * executor given. A subscription holds at most 64 changes, except while it reads from the beginning of a store that has
 * forgotten deletions.
 *
 * @param <T> the type of the objects
 */
public final class Watch<T> implements Flow.Publisher<Changed<T>> {
    private static final long FROM_NOW = -1;

    private final Watches watches;
    private final Store source;
    private final Predicate<String> collections;
    private final Filter filter;
    private final Function<Entry, Optional<T>> decoding;
    private final long after;
    private final @Nullable Executor executor;

    Watch(
            Watches watches,
            Store source,
            Predicate<String> collections,
            Filter filter,
            Function<Entry, Optional<T>> decoding,
            long after,
            @Nullable Executor executor) {
        this.watches = watches;
        this.source = source;
        this.collections = collections;
        this.filter = filter;
        this.decoding = decoding;
        this.after = after;
        this.executor = executor;
    }

    static <T> Watch<T> fromNow(
            Watches watches,
            Store source,
            Predicate<String> collections,
            Filter filter,
            Function<Entry, Optional<T>> decoding) {
        return new Watch<>(watches, source, collections, filter, decoding, FROM_NOW, null);
    }

    /**
     * Watches only what passes this filter, and those given before. Deletions all pass, because what was deleted is not
     * known; nor is it told that an entry which passed has become one that does not.
     */
    public Watch<T> where(Filter condition) {
        requireNonNull(condition, "condition");
        return new Watch<>(watches, source, collections, filter.and(condition), decoding, after, executor);
    }

    /**
     * Begins after this revision; 0 is the beginning.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Watch<T> after(long revision) {
        if (revision < 0) {
            throw new InvalidRequestException("watch: after revision " + revision + " (expected: >= 0)");
        }
        return new Watch<>(watches, source, collections, filter, decoding, revision, executor);
    }

    /** Begins with everything that is there, and goes on with what changes; without this and {@link #after} from now on. */
    public Watch<T> fromBeginning() {
        return after(0);
    }

    /**
     * Delivers on this executor, with one task at most, which goes on until there is nothing to deliver. If it refuses the
     * task, the watch ends with its {@link java.util.concurrent.RejectedExecutionException}. One that runs tasks at once on
     * the calling thread makes all watches of the persistence wait for this subscriber.
     */
    public Watch<T> on(Executor threads) {
        return new Watch<>(watches, source, collections, filter, decoding, after, requireNonNull(threads, "executor"));
    }

    /**
     * Begins to watch: changes committed after this call are told, and {@code onSubscribe} is called before it returns,
     * with a {@link WatchSubscription}.
     *
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend has no
     *     {@link dev.marcus.persistence.store.Capability#CHANGE_FEED}
     */
    @Override
    public void subscribe(Flow.Subscriber<? super Changed<T>> subscriber) {
        requireNonNull(subscriber, "subscriber");
        watches.begin(subscriber, this);
    }

    Follower follower() {
        return Follower.after(source, after == FROM_NOW ? source.lastRevision() : after);
    }

    Predicate<ChangedEntry> passing() {
        Predicate<Entry> test = filter.predicate();
        return change ->
                collections.test(change.collection()) && (change.stored() == null || test.test(change.stored()));
    }

    /** Returns the change with its object, or empty if that is to be left out. */
    Optional<Changed<T>> decode(ChangedEntry change) {
        Entry entry = change.stored();
        if (entry == null) {
            return Optional.of(new Changed<>(change.collection(), change.key(), change.revision(), null, null));
        }
        return decoding.apply(entry)
                .map(object ->
                        new Changed<>(entry.collection(), entry.key(), entry.revision(), object, entry.storedAt()));
    }

    Executor executorOr(Executor usual) {
        return executor == null ? usual : executor;
    }
}

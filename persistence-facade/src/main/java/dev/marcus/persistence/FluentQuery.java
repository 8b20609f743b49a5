package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.watch.Watch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A question for the objects of one collection: all of it, newest first and without a limit, until the methods here say
 * otherwise. Nothing is read until an answer is asked for, and each asking reads anew.
 *
 * <p>Immutable, for any number of threads; what narrows a question returns another. Errors are those of {@link Store}. An
 * entry that cannot be turned into the type ends the call with an {@link UnreadableEntryException}, or is left out if
 * {@link #skipUnreadable} names somebody who is told; a limit has then counted it.
 *
 * @param <T> the type of the objects
 * @param <Q> the kind of question, which each step keeps
 */
public abstract sealed class FluentQuery<T, Q extends FluentQuery<T, Q>> permits TypedQuery, EventQuery, DecisionQuery {
    private final Reading<T> reading;
    private final Query query;

    FluentQuery(Reading<T> reading, Query query) {
        this.reading = reading;
        this.query = query;
    }

    abstract Q with(Reading<T> other, Query otherQuery);

    private Q with(Query other) {
        return with(reading, other);
    }

    /** Asks only for what passes this filter, and those given before. */
    public final Q where(Filter condition) {
        return with(query.where(condition));
    }

    /**
     * Asks only for objects that Java code lets pass; a limit counts those alone. It must not change anything nor use the
     * store. No backend can evaluate it, so that everything is read which the other conditions let through.
     */
    public final Q matching(Predicate<? super T> test) {
        requireNonNull(test, "test");
        return where(Filter.matching(entry -> reading.decodeOrTell(entry)
                .filter(object -> test.test(object.value()))
                .isPresent()));
    }

    /** Asks for this order instead of the one before; what is equal in it comes newest first. */
    public final Q sortBy(Sort... order) {
        return with(query.sortBy(order));
    }

    /**
     * Asks for at most so many.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if it is negative
     */
    public final Q limit(int matches) {
        return with(query.limit(matches));
    }

    /**
     * Asks for what comes behind the page that this cursor came with. It must be a page of the same question; that is
     * checked when the answer is asked for. Tests of {@link #matching} all look alike to it.
     */
    public final Q after(PageCursor cursor) {
        return with(query.after(cursor));
    }

    /** Asks for what cannot be turned into the type to be told to this consumer and left out. */
    public final Q skipUnreadable(Consumer<UnreadableEntryException> told) {
        return with(reading.telling(told), query);
    }

    /** Asks for damaged entries to be told to this consumer and left out; without this they make the answer fail. */
    public final Q skipDamaged(Consumer<DamagedEntryException> told) {
        return with(query.skipDamaged(told));
    }

    /** Returns the objects. */
    public final List<T> list() {
        try (Stream<TypedEntry<T>> all = stream()) {
            return all.map(TypedEntry::value).toList();
        }
    }

    /** Returns the objects with their keys, times and revisions. */
    public final List<TypedEntry<T>> entries() {
        try (Stream<TypedEntry<T>> all = stream()) {
            return all.toList();
        }
    }

    /** Returns any number of objects one by one, as of one moment. Close the stream. */
    public final Stream<TypedEntry<T>> stream() {
        return reading.store().stream(query)
                .mapMulti((entry, next) -> reading.decodeOrTell(entry).ifPresent(next));
    }

    /** Returns the objects that the limit lets through, and where to go on. */
    public final TypedPage<T> page() {
        Page page = reading.store().query(query);
        List<TypedEntry<T>> entries = page.entries().stream()
                .map(reading::decodeOrTell)
                .flatMap(Optional::stream)
                .toList();
        return new TypedPage<>(entries, page.cursor());
    }

    /** Returns the first object. */
    public final Optional<T> first() {
        if (reading.unreadable() == null) {
            return reading.store().first(query).map(reading::decode).map(TypedEntry::value);
        }
        try (Stream<TypedEntry<T>> all = stream()) {
            return all.map(TypedEntry::value).findFirst();
        }
    }

    /** Returns how many entries match, at most the limit; nothing is turned into the type for it. */
    public final long count() {
        return reading.store().count(query);
    }

    /**
     * Removes the entries that match as of one moment, as far as the limit lets through, and returns how many. What
     * somebody changed since that moment stays, and is not counted. Nothing is turned into the type for it.
     *
     * <p>Works in several commits, so that nobody waits long: after a failure some may be gone, and it can be called again.
     */
    public final long delete() {
        return Deletion.of(reading.store(), query);
    }

    /**
     * Returns a publisher of what changes in the collection from now on, as far as it passes the filters; see {@link Watch}
     * for deletions, which all pass.
     *
     * @throws InvalidRequestException if the question has an order, a limit or a page
     */
    public final Watch<T> watch() {
        if (!query.sorts().isEmpty()
                || query.limit().isPresent()
                || query.after().isPresent()) {
            throw new InvalidRequestException(
                    "watch: " + query + " (expected: filters only; changes come in the order of their revisions)");
        }
        return reading.watch(query.collection()::equals, query.filter());
    }

    /** Returns how the question would be answered, without answering it. */
    public final Explanation explain() {
        return reading.store().explain(query);
    }

    /** Answers the question, throws the answer away, and returns how it was answered and how much was looked at. */
    public final Explanation analyze() {
        return reading.store().analyze(query);
    }

    /** Asks for figures, one group for each value at the path. */
    public final GroupQuery groupBy(String dottedPath) {
        return figures().groupBy(dottedPath);
    }

    /** Asks for figures, one group for each span of time that the value at the path falls in. */
    public final GroupQuery groupByTime(String dottedPath, TimeBucket bucket) {
        return figures().groupByTime(dottedPath, bucket);
    }

    /** Asks for a figure under a name; more may follow. */
    public final GroupQuery compute(String name, Aggregate figure) {
        return figures().compute(name, figure);
    }

    private GroupQuery figures() {
        return GroupQuery.of(reading.store(), query);
    }

    /** Returns the exact sum of the numbers at the path; empty if there are none. */
    public final Optional<BigDecimal> sum(String dottedPath) {
        return figures().figure(Aggregate.sum(dottedPath));
    }

    /** Returns the mean of the numbers at the path; empty if there are none. */
    public final Optional<BigDecimal> avg(String dottedPath) {
        return figures().figure(Aggregate.avg(dottedPath));
    }

    /** Returns the smallest number at the path; empty if there are none. */
    public final Optional<BigDecimal> min(String dottedPath) {
        return figures().figure(Aggregate.min(dottedPath));
    }

    /** Returns the largest number at the path; empty if there are none. */
    public final Optional<BigDecimal> max(String dottedPath) {
        return figures().figure(Aggregate.max(dottedPath));
    }

    /** Returns the middle of the numbers at the path, or the mean of the two in the middle; empty if there are none. */
    public final Optional<BigDecimal> median(String dottedPath) {
        return figures().figure(Aggregate.median(dottedPath));
    }

    /**
     * Returns the number below which so many of a hundred numbers at the path lie; empty if there are none.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if {@code percent} is not within 0 to 100
     */
    public final Optional<BigDecimal> percentile(String dottedPath, double percent) {
        return figures().figure(Aggregate.percentile(dottedPath, percent));
    }

    /** Says what is asked; never with which values. */
    @Override
    public final String toString() {
        return query.toString();
    }
}

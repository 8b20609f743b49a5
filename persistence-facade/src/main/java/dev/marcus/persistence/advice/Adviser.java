package dev.marcus.persistence.advice;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Watches how a store is used, and advises on it. It keeps the shapes of queries and counts: names of collections and
 * paths, never a value or a document, and of at most 200 shapes, of which the least used are forgotten. What fails is not
 * counted. For any number of threads.
 *
 * <p>Usually had by {@code PersistenceBuilder.adviser} and {@code Persistence.advise}.
 */
public final class Adviser {
    private static final int SAMPLE = 32;

    private final Store next;
    private final Observations observations;
    private final Store observed;

    private Adviser(Store next, LongSupplier nanoTime) {
        this.next = next;
        observations = new Observations(nanoTime);
        observed = new ObservedStore(next, observations, this);
    }

    /** Begins to watch what is done through {@link #store}. */
    public static Adviser over(Store next) {
        return over(next, System::nanoTime);
    }

    static Adviser over(Store next, LongSupplier nanoTime) {
        return new Adviser(requireNonNull(next, "next"), nanoTime);
    }

    /** Returns the store to use instead of the one given, which is closed with it; this is an extension of it. */
    public Store store() {
        return observed;
    }

    /**
     * Returns what the use so far advises. Nothing is advised on too little: an index takes kinds of query that were asked
     * 20 times, a backend 1,000 operations. It counts the entries of every collection and reads a few of each, and is not
     * counted itself; errors are those of {@link Store}.
     */
    public Advice advise() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        long bytes = 0;
        for (String collection : next.collections()) {
            long size = next.count(Query.of(collection));
            sizes.put(collection, size);
            bytes += Math.round(size * bytesEach(collection));
        }
        long entries = sizes.values().stream().mapToLong(Long::longValue).sum();
        IndexProposals proposals =
                new IndexProposals(next, observations, collection -> sizes.getOrDefault(collection, 0L));
        List<Advice.ProposedIndex> indexes = proposals.best();
        return new Advice(
                Duration.ofNanos(observations.elapsedNanos()),
                observations.reads(),
                observations.queries(),
                observations.writes(),
                indexes,
                BackendJudgement.of(
                        next, observations, entries, bytes, Runtime.getRuntime().maxMemory()),
                new ArrayList<>(proposals.remarks(!indexes.isEmpty())));
    }

    private double bytesEach(String collection) {
        Query newest = Query.of(collection).limit(SAMPLE).skipDamaged(damaged -> {});
        return next.query(newest).entries().stream()
                .mapToInt(Adviser::bytes)
                .average()
                .orElse(0);
    }

    private static int bytes(Entry entry) {
        return entry.key().length() + entry.document().size();
    }
}

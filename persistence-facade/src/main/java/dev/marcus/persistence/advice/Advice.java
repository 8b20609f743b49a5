package dev.marcus.persistence.advice;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Durability;
import java.time.Duration;
import java.util.List;

/**
 * What to change about a store, going by how it was used: which indexes to make, and whether another backend suits the use.
 * Each piece of advice brings the figures that it was decided from. Immutable; {@link #toString} is for a person.
 *
 * @param observed how long the store was watched
 * @param reads how many entries were asked for by key
 * @param queries how many queries, counts and aggregations were answered
 * @param writes how many entries were stored or removed
 * @param indexes the indexes that would have spared the most reading, best first
 * @param backend whether the backend suits the use
 * @param remarks what was left out, and why
 */
public record Advice(
        Duration observed,
        long reads,
        long queries,
        long writes,
        List<ProposedIndex> indexes,
        BackendAdvice backend,
        List<String> remarks) {
    /** Copies the lists. */
    public Advice {
        requireNonNull(observed, "observed");
        indexes = List.copyOf(indexes);
        requireNonNull(backend, "backend");
        remarks = List.copyOf(remarks);
    }

    /**
     * An index to make.
     *
     * @param collection the collection that it is of
     * @param index its definition, for {@code Persistence.createIndex}
     * @param entries how many entries the collection has now
     * @param writes how many were stored or removed: each such change costs a change of the index
     * @param spared about how many entries would not have been read; 0 if that cannot be told, and it was the time that
     *     decided
     * @param queries the kinds of query that it would serve
     */
    public record ProposedIndex(
            String collection, Index index, long entries, long writes, long spared, List<Asked> queries) {
        /** Copies the list. */
        public ProposedIndex {
            requireNonNull(collection, "collection");
            requireNonNull(index, "index");
            queries = List.copyOf(queries);
        }

        /** Returns how long its queries took, all together. */
        public Duration time() {
            return queries.stream().map(Asked::time).reduce(Duration.ZERO, Duration::plus);
        }
    }

    /**
     * Queries that differ in their values alone.
     *
     * @param shape what they ask for, without any value
     * @param asked how often
     * @param matched how many entries matched, all together; those of aggregations, which do not tell, are taken to be as
     *     many as those of the others
     * @param read how many entries were read at least, going by the size of the collection now, as the backend explained
     *     its reading; a query that went on to the end without an index read the whole collection
     * @param known whether an index would read just what matched; otherwise nothing can be said of what it spares
     * @param time how long they took, all together; for streams, with what their readers did meanwhile
     * @param now what the backend read, as it explained it for one of them
     */
    public record Asked(String shape, long asked, long matched, long read, boolean known, Duration time, String now) {
        /** Refuses null. */
        public Asked {
            requireNonNull(shape, "shape");
            requireNonNull(time, "time");
            requireNonNull(now, "now");
        }
    }

    /**
     * How the backend suits the use. Only the project's own backends are compared.
     *
     * @param current the scheme of the store
     * @param suited the scheme that suits the use best: the current one unless something speaks against it
     * @param enough whether enough was observed to advise on; if not, {@code suited} is the current one
     * @param entries how many entries there are
     * @param bytes about how many bytes they take, going by a sample of the newest
     * @param heapBytes the memory that the program may use, which the backends that hold all entries share with it
     * @param shareOfReads how much of the use was reading, 0 to 1
     * @param shareWaited how long callers waited for the store, to the time that it was watched; several at once may make
     *     it more than 1
     * @param durability what an acknowledged write survives
     * @param severalProcesses whether several processes may have the store open; whether they do is not observed
     * @param reasons why, in words
     */
    public record BackendAdvice(
            String current,
            String suited,
            boolean enough,
            long entries,
            long bytes,
            long heapBytes,
            double shareOfReads,
            double shareWaited,
            Durability durability,
            boolean severalProcesses,
            List<String> reasons) {
        /** Copies the list. */
        public BackendAdvice {
            requireNonNull(current, "current");
            requireNonNull(suited, "suited");
            requireNonNull(durability, "durability");
            reasons = List.copyOf(reasons);
        }
    }

    /** Says it in several lines, with the figures and without any value. */
    @Override
    public String toString() {
        return AdviceText.of(this);
    }
}

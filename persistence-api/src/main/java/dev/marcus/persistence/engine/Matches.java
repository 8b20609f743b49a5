package dev.marcus.persistence.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.PositionCodec;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a query in its order: what the backend left undone of filter, order, start and limit is done here. For one
 * thread at a time.
 */
final class Matches implements AutoCloseable {
    private final BackendCursor cursor;
    private final @Nullable Predicate<Entry> residual;
    private final PositionCodec positions;
    private final @Nullable Position after;
    private final @Nullable Consumer<DamagedEntryException> onDamage;
    private final int limit;
    private final boolean ordered;
    private @Nullable Queue<Entry> sorted;
    private int given;
    private long seen;

    /** Opens the query on the backend, with this limit on matches; a negative one stands for none. */
    static Matches open(PersistenceBackend backend, Query query, int limit) {
        return open(backend, query, limit, false);
    }

    /** Opens the query, and counts what is looked at if that is asked for. */
    static Matches open(PersistenceBackend backend, Query query, int limit, boolean counting) {
        Predicate<Entry> predicate = query.filter().predicate(); // first, because it refuses what is nested too deep
        PositionCodec positions = PositionCodec.of(query, backend.storeId());
        Position after = query.after().map(positions::decode).orElse(null);
        QueryRequest request = QueryRequest.of(query.collection(), query.filter(), query.sorts(), limit, after);
        BackendCursor cursor = backend.query(counting ? request.counting() : request);
        try {
            return new Matches(
                    cursor, predicate, positions, after, query.onDamage().orElse(null), limit);
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    private Matches(
            BackendCursor cursor,
            Predicate<Entry> predicate,
            PositionCodec positions,
            @Nullable Position after,
            @Nullable Consumer<DamagedEntryException> onDamage,
            int limit) {
        Pushed pushed = cursor.pushed();
        this.cursor = cursor;
        this.residual = pushed.filtering() == Pushed.Filtering.EXACT ? null : predicate;
        this.positions = positions;
        this.after = after;
        this.onDamage = onDamage;
        this.limit = limit;
        this.ordered = pushed.ordered();
    }

    /** Returns the next match, or null at the end or the limit. */
    @Nullable
    Entry next() {
        if (limit >= 0 && given >= limit) {
            return null;
        }
        Entry match = ordered ? nextMatch() : sorted().poll();
        if (match != null) {
            given++;
        }
        return match;
    }

    /** Returns the next entry of the backend that passes the filter and lies behind the start, in the backend's order. */
    private @Nullable Entry nextMatch() {
        while (true) {
            Entry entry = nextStored();
            if (entry == null) {
                return null;
            }
            boolean behind = after == null || positions.isBehind(entry, after);
            if (behind && (residual == null || residual.test(entry))) {
                return entry;
            }
        }
    }

    private @Nullable Entry nextStored() {
        while (true) {
            try {
                Entry entry = cursor.next();
                seen += entry == null ? 0 : 1;
                return entry;
            } catch (DamagedEntryException damaged) {
                if (onDamage == null) {
                    throw damaged;
                }
                onDamage.accept(damaged);
            }
        }
    }

    /** Returns what the backend did of the request. */
    Pushed pushed() {
        return cursor.pushed();
    }

    /** Returns how many entries have been looked at so far, by the backend if it counts them, and else by this. */
    long examined() {
        return Math.max(seen, cursor.examined());
    }

    private Queue<Entry> sorted() {
        if (sorted == null) {
            sorted = limit < 0 ? sortAll() : sortFirst();
        }
        return sorted;
    }

    /** An entry with its place in the order, so that its sort values are read once. */
    private record Placed(Entry entry, Position place) {}

    private Comparator<Placed> byPlace() {
        return (a, b) -> positions.compare(a.place, b.place);
    }

    private Queue<Entry> sortAll() {
        List<Placed> all = new ArrayList<>();
        for (Entry entry = nextMatch(); entry != null; entry = nextMatch()) {
            all.add(new Placed(entry, positions.position(entry)));
        }
        all.sort(byPlace());
        return entries(all);
    }

    /** Keeps the first so many while reading, so that memory depends on the limit and not on the collection. */
    private Queue<Entry> sortFirst() {
        PriorityQueue<Placed> first = new PriorityQueue<>(byPlace().reversed());
        for (Entry entry = nextMatch(); entry != null; entry = nextMatch()) {
            first.add(new Placed(entry, positions.position(entry)));
            if (first.size() > limit) {
                first.remove();
            }
        }
        List<Placed> kept = new ArrayList<>(first);
        Collections.sort(kept, byPlace());
        return entries(kept);
    }

    private static Queue<Entry> entries(List<Placed> placed) {
        Queue<Entry> entries = new ArrayDeque<>(placed.size());
        placed.forEach(p -> entries.add(p.entry));
        return entries;
    }

    @Override
    public void close() {
        cursor.close();
    }
}

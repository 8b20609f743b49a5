package dev.marcus.persistence.cache;

import dev.marcus.persistence.store.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which changes are under way. A change is in flight from before the store is given it until its end is known; meanwhile
 * readers may see the old or the new, so that nothing they read may be kept. The keys share a fixed number of lanes, and
 * so do the collections: two that share one only lose a chance to be kept.
 */
final class Flights {
    private static final int LANES = 1024;

    private final Lane[] keys = lanes();
    private final Lane[] collections = lanes();

    private static Lane[] lanes() {
        Lane[] lanes = new Lane[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane();
        }
        return lanes;
    }

    private static Lane of(Lane[] lanes, Object name) {
        int hash = name.hashCode() * 0x9E3779B9; // spreads what differs in the low bits alone
        return lanes[hash >>> 22];
    }

    Lane of(EntryKey key) {
        return of(keys, key);
    }

    Lane ofCollection(String collection) {
        return of(collections, collection);
    }

    /** Begins a flight over everything that the changes could change, and has the keys dropped before it returns. */
    Flight begin(Collection<Change> changes, Dropping cache) {
        List<Lane> lanes = new ArrayList<>(changes.size());
        for (Change change : changes) {
            if (change instanceof Change.Put put) {
                lanes.add(begin(new EntryKey(put.collection(), put.key()), cache));
            } else if (change instanceof Change.Delete delete) {
                lanes.add(begin(new EntryKey(delete.collection(), delete.key()), cache));
            } else { // older than a time, or of a kind that is not known yet
                lanes.add(ofCollection(change.collection()).begin());
            }
        }
        return new Flight(lanes);
    }

    private Lane begin(EntryKey key, Dropping cache) {
        Lane lane = of(key).begin();
        cache.drop(key);
        return lane;
    }

    /** Begins a flight over all entries of the collection. */
    Flight beginClearing(String collection) {
        return new Flight(List.of(ofCollection(collection).begin()));
    }

    /** Where what is dropped is dropped from. */
    interface Dropping {
        void drop(EntryKey key);
    }

    /** Changes that are under way together. */
    record Flight(List<Lane> lanes) {
        /** Ends it, once only. */
        void end() {
            lanes.forEach(Lane::end);
        }
    }

    /** Counts the flights of the keys, or collections, that share it. */
    static final class Lane {
        /** What {@link #ticket} answers while anything is in flight. */
        static final long NONE = -1;

        private volatile long begun;
        private int flying;

        private synchronized Lane begin() {
            begun++;
            flying++;
            return this;
        }

        private synchronized void end() {
            flying--;
        }

        /** Returns a number by which {@link #isUnchanged} tells whether a flight has begun since; NONE during one. */
        synchronized long ticket() {
            return flying == 0 ? begun : NONE;
        }

        /** Says whether no flight was under way when the ticket was given, nor has begun since. */
        boolean isUnchanged(long ticket) {
            return begun == ticket;
        }

        /** Runs the action if {@link #isUnchanged}; a flight that wants to begin waits until it has run. */
        synchronized void ifUnchanged(long ticket, Runnable action) {
            if (begun == ticket) {
                action.run();
            }
        }
    }
}

package dev.marcus.persistence.move;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.feed.Follower;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares the target with the source entry for entry, while the source is written to: first everything that did not change
 * after the revision that the target had reached, and in the end, when nobody writes any more, what changed after it. For
 * one thread.
 */
final class Comparison {
    private static final int BATCH = 500;

    private final Store source;
    private final Store to;
    private final Target target;
    private final long since;

    /** What the target has and the source had not when it was asked: deleted since, or never there. */
    private final Set<Name> doubtful = new HashSet<>();

    private record Name(String collection, String key) {}

    Comparison(Store source, Store to, Target target) {
        this.source = source;
        this.to = to;
        this.target = target;
        since = target.record().reached();
    }

    /** Compares what did not change since, and fails if it differs. */
    void unchanged(ProgressMeter meter, long total) {
        Differences differences = new Differences();
        for (String collection : source.collections()) {
            if (Target.takes(collection)) {
                compare(collection, meter, total, differences);
            }
        }
        for (String collection : to.collections()) {
            if (Target.takes(collection)) {
                lookForOthers(collection);
            }
        }
        differences.throwIfAny();
    }

    private void compare(String collection, ProgressMeter meter, long total, Differences differences) {
        long counted = 0;
        try (Stream<Entry> entries = source.stream(Query.of(collection))) {
            for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                Entry entry = all.next();
                if (entry.revision() <= since) {
                    compare(entry, differences);
                }
                counted++;
                if (counted == BATCH) {
                    meter.add(counted, total);
                    counted = 0;
                }
            }
        }
        meter.add(counted, total);
    }

    private void compare(Entry entry, Differences differences) {
        String difference = target.difference(entry);
        if (difference != null) {
            differences.add(entry.collection(), entry.key(), difference);
        }
    }

    private void lookForOthers(String collection) {
        try (Stream<Entry> entries = to.stream(Query.of(collection))) {
            for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                String key = all.next().key();
                if (source.retrieve(collection, key).isEmpty()) {
                    doubtful.add(new Name(collection, key));
                }
            }
        }
    }

    /** Compares what changed since. The answer counts only if the source had not gone on behind the target meanwhile. */
    Differences changed() {
        Differences differences = new Differences();
        Follower follower = Follower.resumed(source, since, target.record().begun());
        for (boolean more = true; more; ) {
            ChangeBatch batch = follower.next(BATCH);
            for (ChangedEntry change : batch.changes()) {
                compareChange(change, differences);
            }
            more = batch.more();
        }
        for (Name name : doubtful) {
            if (source.retrieve(name.collection, name.key).isEmpty()) {
                checkAbsent(name.collection, name.key, differences);
            }
        }
        return differences;
    }

    private void compareChange(ChangedEntry change, Differences differences) {
        Entry entry = change.stored();
        if (!Target.takes(change.collection())) {
            return;
        }
        if (entry == null) {
            checkAbsent(change.collection(), change.key(), differences);
            doubtful.remove(new Name(change.collection(), change.key()));
        } else {
            compare(entry, differences);
        }
    }

    private void checkAbsent(String collection, String key, Differences differences) {
        if (to.retrieve(collection, key).isPresent()) {
            differences.add(collection, key, "not in the source");
        }
    }
}

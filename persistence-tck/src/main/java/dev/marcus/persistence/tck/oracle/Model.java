package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a store must hold. Revisions may have gaps, so the model takes them over from the store, once it has checked that
 * they rise.
 */
final class Model {
    private final Map<String, Map<String, Entry>> collections = new TreeMap<>();
    private final Map<String, Long> lastChanges = new HashMap<>();
    private final IndexModel indexes = new IndexModel();
    private long lastRevision;
    private Instant lastTime = Entry.MIN_STORED_AT;

    /** The last time that a deletion may have set, as backends with tombstones do, and others do not. */
    private Instant deletionTime = Entry.MIN_STORED_AT;

    /** Returns the indexes that there must be. */
    IndexModel indexes() {
        return indexes;
    }

    /** Returns the entries of the collection by their keys. */
    Map<String, Entry> entries(String collection) {
        return in(collection);
    }

    /** Returns the names of the collections that are not empty. */
    List<String> collections() {
        return collections.entrySet().stream()
                .filter(collection -> !collection.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    Optional<Entry> find(String collection, String key) {
        return Optional.ofNullable(in(collection).get(key));
    }

    private Map<String, Entry> in(String collection) {
        return collections.computeIfAbsent(collection, name -> new HashMap<>());
    }

    long revisionOf(String collection, String key) {
        return find(collection, key).map(Entry::revision).orElse(0L);
    }

    /** Returns the newest change of the collection; empty if a retention made it, whose revisions nobody is told. */
    OptionalLong lastChange(String collection) {
        long known = lastChanges.getOrDefault(collection, 0L);
        return known < 0 ? OptionalLong.empty() : OptionalLong.of(known);
    }

    List<Entry> query(String collection, Filter filter, List<Sort> sorts) {
        Comparator<Entry> order = Comparator.comparing(entry -> 0);
        for (Sort sort : sorts) {
            Comparator<Entry> byPath = (a, b) -> Values.compare(Values.at(a, sort.path()), Values.at(b, sort.path()));
            order = order.thenComparing(sort.descending() ? byPath.reversed() : byPath);
        }
        Comparator<Entry> newestFirst = Comparator.comparing(Entry::storedAt)
                .thenComparing(Entry::revision)
                .reversed();
        return in(collection).values().stream()
                .filter(entry -> FilterReference.passes(entry, filter))
                .sorted(order.thenComparing(newestFirst))
                .toList();
    }

    /** Returns the conflicts that the commit has to end in; none if it has to go through. */
    List<Conflict> conflicts(Commit commit) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Precondition precondition : commit.preconditions()) {
            if (precondition instanceof Precondition.Absent absent) {
                long found = revisionOf(absent.collection(), absent.key());
                if (found != 0) {
                    conflicts.add(new Conflict(absent.collection(), absent.key(), 0, found));
                }
            } else if (precondition instanceof Precondition.AtRevision at) {
                long found = revisionOf(at.collection(), at.key());
                if (found != at.revision()) {
                    conflicts.add(new Conflict(at.collection(), at.key(), at.revision(), found));
                }
            } else if (precondition instanceof Precondition.Unchanged unchanged) {
                long found = lastChange(unchanged.collection()).orElseThrow();
                if (found > unchanged.since()) {
                    conflicts.add(new Conflict(unchanged.collection(), null, unchanged.since(), found));
                }
            }
        }
        return conflicts;
    }

    /** Makes the changes, and returns what of the store's result is wrong; empty if nothing is. */
    Optional<String> apply(Commit commit, CommitResult result, Instant clock) {
        if (result.outcomes().size() != commit.changes().size()) {
            return Optional.of(result.outcomes().size() + " outcomes for "
                    + commit.changes().size() + " changes");
        }
        Instant time = timeOf(commit, result, clock);
        for (int i = 0; i < commit.changes().size(); i++) {
            CommitResult.Outcome outcome = result.outcomes().get(i);
            Optional<String> wrong = apply(commit.changes().get(i), outcome, time);
            if (outcome.affected() > 0 && !(commit.changes().get(i) instanceof Change.Put)) {
                deleted(time);
            }
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    /** Returns the time of the commit, which need not be later than deletions before it, but may. */
    private Instant timeOf(Commit commit, CommitResult result, Instant clock) {
        Instant least = timeAt(clock);
        for (int i = 0; i < commit.changes().size() && deletionTime.isAfter(least); i++) {
            boolean set = commit.changes().get(i) instanceof Change.Put put
                    && put.imported().isEmpty();
            Instant found =
                    result.outcomes().get(i).entry().map(Entry::storedAt).orElse(least);
            if (set && found.equals(deletionTime)) {
                return deletionTime;
            }
        }
        return least;
    }

    /** Takes note that something was deleted. */
    void deleted(Instant clock) {
        Instant time = timeAt(clock);
        deletionTime = time.isAfter(deletionTime) ? time : deletionTime;
    }

    private Instant timeAt(Instant clock) {
        Instant now = clock.truncatedTo(ChronoUnit.MICROS);
        return now.isBefore(lastTime) ? lastTime : now;
    }

    /** Says whether the index was not there; making it is a commit, which sets a time. */
    boolean makeIndex(String collection, Index index, Instant clock) {
        boolean isNew = indexes.make(collection, index);
        lastTime = isNew ? timeAt(clock) : lastTime;
        return isNew;
    }

    private Optional<String> apply(Change change, CommitResult.Outcome outcome, Instant time) {
        if (change instanceof Change.Put put) {
            Instant storedAt = put.imported().orElse(time);
            if (put.imported().isEmpty()) {
                lastTime = time;
            }
            Entry expected = Entry.of(put.collection(), put.key(), put.document(), storedAt, outcome.revision());
            in(put.collection()).put(put.key(), expected);
            Optional<String> wrong = changed(put.collection(), outcome, 1);
            if (wrong.isEmpty()
                    && !outcome.entry().map(entry -> same(entry, expected)).orElse(false)) {
                wrong = Optional.of("the result says " + outcome.entry() + " (expected: " + expected + ")");
            }
            return wrong;
        }
        if (change instanceof Change.Delete delete) {
            boolean was = in(delete.collection()).remove(delete.key()) != null;
            return changed(delete.collection(), outcome, was ? 1 : 0);
        }
        Change.DeleteOlderThan old = (Change.DeleteOlderThan) change;
        List<Entry> removed = in(old.collection()).values().stream()
                .filter(entry -> entry.storedAt().isBefore(old.cutoff().truncatedTo(ChronoUnit.MICROS)))
                .sorted(Comparator.comparing(Entry::storedAt).thenComparing(Entry::revision))
                .limit(old.limit())
                .toList();
        removed.forEach(entry -> in(old.collection()).remove(entry.key()));
        return changed(old.collection(), outcome, removed.size());
    }

    /** Takes over the revision of a change and checks that it rose, or that there is none where nothing changed. */
    private Optional<String> changed(String collection, CommitResult.Outcome outcome, int affected) {
        if (outcome.affected() != affected) {
            return Optional.of(outcome.affected() + " entries affected (expected: " + affected + ")");
        }
        if (affected == 0) {
            return outcome.revision() == 0
                    ? Optional.empty()
                    : Optional.of("revision " + outcome.revision() + " for no change (expected: none)");
        }
        long before = lastRevision;
        lastRevision = Math.max(before, outcome.revision());
        lastChanges.put(collection, outcome.revision());
        return outcome.revision() >= before + affected
                ? Optional.empty()
                : Optional.of("revision " + outcome.revision() + " after " + before + " (expected: a higher one)");
    }

    /** Removes what a retention removes, in as many commits as it likes; returns how many. */
    long clearOld(String collection, Instant cutoff) {
        List<Entry> removed = in(collection).values().stream()
                .filter(entry -> entry.storedAt().isBefore(cutoff.truncatedTo(ChronoUnit.MICROS)))
                .toList();
        removed.forEach(entry -> in(collection).remove(entry.key()));
        if (!removed.isEmpty()) {
            lastRevision += removed.size();
            lastChanges.put(collection, -1L);
        }
        return removed.size();
    }

    /** Says whether two entries are the same, the documents as JSON values. */
    static boolean same(Entry a, Entry b) {
        return a.collection().equals(b.collection())
                && a.key().equals(b.key())
                && a.storedAt().equals(b.storedAt())
                && a.revision() == b.revision()
                && Values.same(a.document().toMap(), b.document().toMap());
    }

    static boolean same(List<Entry> a, List<Entry> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}

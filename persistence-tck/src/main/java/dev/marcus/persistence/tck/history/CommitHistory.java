package dev.marcus.persistence.tck.history;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Commits and queries of several threads over many keys. Serializable if, with the commits one after the other in the order
 * of their revisions, each had to end as it did, and each query saw the state between two of them; and strictly so, if that
 * order is also the one in which they did not overlap.
 */
public final class CommitHistory {
    private record Done(long invoked, long returned, Commit commit, CommitResult result) {
        long revision() {
            return result.revision();
        }
    }

    private record Refused(long invoked, long returned, Commit commit, List<Conflict> conflicts) {}

    private record Seen(long invoked, long returned, String collection, Map<String, Long> revisions) {}

    /** What the store held between two commits: the revision of each key, and the newest change of each collection. */
    private record State(Map<String, Map<String, Long>> collections, Map<String, Long> lastChanges) {
        Map<String, Long> in(String collection) {
            return collections.getOrDefault(collection, Map.of());
        }
    }

    private final List<Done> done = Collections.synchronizedList(new ArrayList<>());
    private final List<Refused> refused = Collections.synchronizedList(new ArrayList<>());
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());

    /** Adds a commit that changed something; by any thread. */
    public void committed(long invoked, long returned, Commit commit, CommitResult result) {
        if (result.revision() > 0) {
            done.add(new Done(invoked, returned, commit, result));
        }
    }

    /** Adds a commit that ended in a conflict; by any thread. */
    public void refused(long invoked, long returned, Commit commit, List<Conflict> conflicts) {
        refused.add(new Refused(invoked, returned, commit, conflicts));
    }

    /** Adds what a query for all of a collection saw; by any thread. */
    public void seen(long invoked, long returned, String collection, List<Entry> answer) {
        Map<String, Long> revisions = new TreeMap<>();
        answer.forEach(entry -> revisions.put(entry.key(), entry.revision()));
        seen.add(new Seen(invoked, returned, collection, revisions));
        entries.addAll(answer);
    }

    /** Returns how the history breaks the contract; empty if it does not. */
    public Optional<String> violation() {
        List<Done> ordered = new ArrayList<>(done);
        ordered.sort(Comparator.comparingLong(Done::revision));
        List<State> states = new ArrayList<>(List.of(new State(Map.of(), Map.of())));
        for (Done each : ordered) {
            State before = states.get(states.size() - 1);
            List<Conflict> conflicts = conflicts(each.commit, before);
            if (!conflicts.isEmpty()) {
                return Optional.of("the commit of revision " + each.revision()
                        + " went through although, in the order of revisions, its preconditions did not hold: "
                        + conflicts);
            }
            Optional<String> wrong = applied(each, before, states);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return overlaps(ordered)
                .or(() -> values(ordered))
                .or(() -> refusals(ordered, states))
                .or(() -> queries(ordered, states));
    }

    private static List<Conflict> conflicts(Commit commit, State state) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Precondition precondition : commit.preconditions()) {
            if (precondition instanceof Precondition.Absent absent) {
                long found = state.in(absent.collection()).getOrDefault(absent.key(), 0L);
                if (found != 0) {
                    conflicts.add(new Conflict(absent.collection(), absent.key(), 0, found));
                }
            } else if (precondition instanceof Precondition.AtRevision at) {
                long found = state.in(at.collection()).getOrDefault(at.key(), 0L);
                if (found != at.revision()) {
                    conflicts.add(new Conflict(at.collection(), at.key(), at.revision(), found));
                }
            } else if (precondition instanceof Precondition.Unchanged unchanged) {
                long found = state.lastChanges.getOrDefault(unchanged.collection(), 0L);
                if (found > unchanged.since()) {
                    conflicts.add(new Conflict(unchanged.collection(), null, unchanged.since(), found));
                }
            }
        }
        return conflicts;
    }

    private static Optional<String> applied(Done each, State before, List<State> states) {
        Map<String, Map<String, Long>> collections = new HashMap<>(before.collections);
        Map<String, Long> lastChanges = new HashMap<>(before.lastChanges);
        for (int i = 0; i < each.commit.changes().size(); i++) {
            Change change = each.commit.changes().get(i);
            CommitResult.Outcome outcome = each.result.outcomes().get(i);
            Map<String, Long> keys = new TreeMap<>(collections.getOrDefault(change.collection(), Map.of()));
            if (change instanceof Change.Put put) {
                keys.put(put.key(), outcome.revision());
            } else if (change instanceof Change.Delete delete) {
                boolean there = keys.remove(delete.key()) != null;
                if (there != (outcome.affected() == 1)) {
                    return Optional.of("the commit of revision " + each.revision() + " was told that key '"
                            + delete.key() + "' was " + (there ? "not " : "") + "there to delete, and it was "
                            + (there ? "" : "not "));
                }
            }
            collections.put(change.collection(), keys);
            if (outcome.revision() > 0) {
                lastChanges.put(change.collection(), outcome.revision());
            }
        }
        states.add(new State(collections, lastChanges));
        return Optional.empty();
    }

    /** Checks that a commit which had returned before another was called has the lower revision, and no two have one. */
    private static Optional<String> overlaps(List<Done> ordered) {
        long earliestReturn = Long.MAX_VALUE;
        for (int i = ordered.size() - 1; i >= 0; i--) {
            Done each = ordered.get(i);
            if (earliestReturn < each.invoked) {
                return Optional.of("the commit of revision " + each.revision()
                        + " was called after one with a higher revision had returned");
            }
            earliestReturn = Math.min(earliestReturn, each.returned);
            if (i > 0 && ordered.get(i - 1).revision() == each.revision()) {
                return Optional.of("revision " + each.revision() + " was given twice");
            }
        }
        return Optional.empty();
    }

    /** Checks that whatever was read at a revision is what was stored at it. */
    private Optional<String> values(List<Done> ordered) {
        Map<Long, Document> stored = new HashMap<>();
        for (Done each : ordered) {
            each.result
                    .outcomes()
                    .forEach(outcome ->
                            outcome.entry().ifPresent(entry -> stored.put(entry.revision(), entry.document())));
        }
        return entries.stream()
                .filter(entry -> !entry.document().equals(stored.get(entry.revision())))
                .findFirst()
                .map(entry -> "a query saw " + entry + ", which is not what was stored at that revision");
    }

    /** Returns how many commits of the order must be done for whoever was called then. */
    private static int least(List<Done> ordered, long invoked) {
        int least = 0;
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).returned < invoked) {
                least = i + 1;
            }
        }
        return least;
    }

    /** Returns how many commits of the order can be done at most for whoever had returned then. */
    private static int most(List<Done> ordered, long returned) {
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).invoked > returned) {
                return i;
            }
        }
        return ordered.size();
    }

    private Optional<String> refusals(List<Done> ordered, List<State> states) {
        for (Refused each : new ArrayList<>(refused)) {
            Set<Conflict> told = new HashSet<>(each.conflicts);
            boolean explained = false;
            for (int i = least(ordered, each.invoked); i <= most(ordered, each.returned) && !explained; i++) {
                explained = new HashSet<>(conflicts(each.commit, states.get(i))).equals(told);
            }
            if (!explained) {
                return Optional.of("a commit was refused with " + told
                        + ", which was true at no moment between its call and its return");
            }
        }
        return Optional.empty();
    }

    private Optional<String> queries(List<Done> ordered, List<State> states) {
        List<Seen> byCall = new ArrayList<>(seen);
        byCall.sort(Comparator.comparingLong(Seen::invoked));
        List<long[]> placed = new ArrayList<>(); // when a query returned, and how many commits it saw at least
        for (Seen each : byCall) {
            int from = least(ordered, each.invoked);
            for (long[] earlier : placed) {
                if (earlier[0] < each.invoked) {
                    from = Math.max(from, (int) earlier[1]);
                }
            }
            int place = -1;
            for (int i = from; i <= most(ordered, each.returned) && place < 0; i++) {
                place = states.get(i).in(each.collection).equals(each.revisions) ? i : -1;
            }
            if (place < 0) {
                return Optional.of("a query of '" + each.collection + "' saw " + each.revisions
                        + " (key and revision), which after whole commits it never held between what the query had"
                        + " to see (" + states.get(from).in(each.collection) + ") and its return");
            }
            placed.add(new long[] {each.returned, place});
        }
        return Optional.empty();
    }
}

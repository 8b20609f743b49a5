package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A follower of the feed in a script, which at the end of what it is told holds what the model holds. */
final class FollowerModel {
    /** Stores keep tombstones so long if nothing else is set. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final Map<String, Map<String, Entry>> held = new TreeMap<>();
    private long reached;
    private Instant earliest;
    private Instant latest;

    FollowerModel(Instant begin) {
        earliest = begin;
        latest = begin;
    }

    /** Takes note of the time, which decides whether deletions may have been dropped since there was no more to be told. */
    void clockShows(Instant now) {
        earliest = now.isBefore(earliest) ? now : earliest;
        latest = now.isAfter(latest) ? now : latest;
    }

    /** Asks for a batch, and returns what of it is wrong; empty if nothing is. */
    Optional<String> follow(Store store, int limit, Model model, Instant now) {
        ChangeBatch batch;
        try {
            batch = store.changes(reached, limit);
        } catch (ChangesExpiredException expired) {
            if (Duration.between(earliest, latest).compareTo(KEPT) <= 0) {
                return Optional.of("following failed with " + expired.getMessage() + " although no deletion is older"
                        + " than " + KEPT);
            }
            held.clear();
            batch = store.changes(0, Integer.MAX_VALUE);
            reached = 0;
        }
        Optional<String> wrong = apply(batch);
        reached = batch.reached();
        if (wrong.isPresent() || batch.more()) {
            return wrong;
        }
        earliest = now;
        latest = now;
        return difference(model);
    }

    private Optional<String> apply(ChangeBatch batch) {
        Set<List<String>> keys = new HashSet<>();
        for (ChangedEntry change : batch.changes()) {
            if (!keys.add(List.of(change.collection(), change.key()))) {
                return Optional.of("it told of key '" + change.key() + "' twice in a batch");
            }
            if (change.revision() <= reached) {
                return Optional.of("it told of revision " + change.revision() + " after " + reached);
            }
            Map<String, Entry> entries = held.computeIfAbsent(change.collection(), name -> new TreeMap<>());
            change.entry()
                    .ifPresentOrElse(entry -> entries.put(change.key(), entry), () -> entries.remove(change.key()));
        }
        return Optional.empty();
    }

    private Optional<String> difference(Model model) {
        Map<String, Map<String, Entry>> found = new TreeMap<>(held);
        found.remove(Index.COLLECTION);
        found.values().removeIf(Map::isEmpty);
        if (!model.collections().equals(found.keySet().stream().toList())) {
            return Optional.of("a follower holds " + found.keySet() + " (expected: " + model.collections() + ")");
        }
        for (String collection : model.collections()) {
            Map<String, Entry> expected = new TreeMap<>(model.entries(collection));
            Map<String, Entry> entries = found.getOrDefault(collection, Map.of());
            boolean same = expected.keySet().equals(entries.keySet())
                    && expected.values().stream()
                            .allMatch(entry -> Model.same(entry, entries.getOrDefault(entry.key(), entry)));
            if (!same) {
                return Optional.of("a follower holds of '" + collection + "' " + entries.keySet() + " (expected: "
                        + expected.keySet() + ", as they were stored)");
            }
        }
        return Optional.empty();
    }
}

package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs steps on a new store and on the model, until they differ. */
final class Script {
    /** What the clock shows at the beginning. */
    static final Instant START = Instant.parse("2026-10-01T12:00:00.123456Z");

    private final InstantSource clock = () -> this.now;
    private final StoreOpener opener;
    private final Model model = new Model();
    private final FollowerModel follower = new FollowerModel(START);
    private final Set<Named> named = new LinkedHashSet<>();
    private Instant now = START;
    private Store store;

    /** A key that a step has named, whether there is an entry or not. */
    private record Named(String collection, String key) {}

    private Script(StoreOpener opener) {
        this.opener = opener;
        store = opener.open(clock);
    }

    /** Returns the difference that the steps show; empty if there is none. */
    static Optional<String> run(List<Step> steps, StoreOpener opener) {
        Script script = new Script(opener);
        try {
            for (int i = 0; i < steps.size(); i++) {
                Optional<String> difference = script.guarded(steps.get(i));
                if (difference.isPresent()) {
                    return Optional.of("step " + (i + 1) + ": " + difference.get());
                }
            }
            return Optional.empty();
        } finally {
            script.store.close();
        }
    }

    private Optional<String> guarded(Step step) {
        try {
            return run(step);
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("it failed with " + e);
        }
    }

    private Optional<String> run(Step step) {
        if (step instanceof Step.Put || step instanceof Step.Delete) {
            return commit(List.of(step), List.of());
        }
        if (step instanceof Step.Together together) {
            return commit(together.changes(), together.conditions());
        }
        if (step instanceof Step.ClearOld old) {
            Instant cutoff = now.minus(old.age());
            long removed = store.clearOld(old.collection(), cutoff);
            model.deleted(now);
            return differs("entries removed", removed, model.clearOld(old.collection(), cutoff));
        }
        if (step instanceof Step.MakeIndex make) {
            return makeIndex(make.collection(), make.index());
        }
        if (step instanceof Step.DropIndex drop) {
            model.deleted(now);
            return differs(
                    "whether there was an index",
                    store.dropIndex(drop.collection(), drop.name()),
                    model.indexes().drop(drop.collection(), drop.name()));
        }
        if (step instanceof Step.Tick tick) {
            now = now.plus(tick.by());
            follower.clockShows(now);
            return Optional.empty();
        }
        if (step instanceof Step.Reopen) {
            store.close();
            store = opener.open(clock);
            return look();
        }
        if (step instanceof Step.Ask ask) {
            return ask(ask);
        }
        if (step instanceof Step.Follow follow) {
            return follower.follow(store, follow.limit(), model, now);
        }
        if (step instanceof Step.Compute compute) {
            Figures figures = compute.figures();
            return figures.difference(
                    store.aggregate(figures.asAggregation()),
                    model.query(figures.collection(), figures.filter(), List.of()));
        }
        return look();
    }

    private Optional<String> commit(List<Step> changes, List<Step.Condition> conditions) {
        Commit.Builder builder = Commit.builder();
        changes.forEach(this::remember);
        for (Step change : changes) {
            if (change instanceof Step.Delete delete) {
                builder.delete(delete.collection(), delete.key());
            } else if (change instanceof Step.Put put && put.age().isPresent()) {
                builder.putAt(
                        put.collection(),
                        put.key(),
                        put.document(),
                        now.minus(put.age().get()));
            } else if (change instanceof Step.Put put) {
                builder.put(put.collection(), put.key(), put.document());
            }
        }
        conditions.forEach(condition -> require(condition, builder));
        Commit commit = builder.build();
        List<Conflict> conflicts = model.conflicts(commit);
        if (conflicts.isEmpty() && !model.indexes().allow(commit, model)) {
            return refusedAsNotUnique(() -> store.commit(commit));
        }
        CommitResult result;
        try {
            result = store.commit(commit);
        } catch (ConflictException refused) {
            return differs("conflicts", new HashSet<>(refused.conflicts()), new HashSet<>(conflicts));
        }
        return conflicts.isEmpty()
                ? model.apply(commit, result, now)
                : Optional.of("the commit went through (expected: " + conflicts + ")");
    }

    private Optional<String> makeIndex(String collection, Index index) {
        if (!model.indexes().allow(collection, index, model)) {
            return refusedAsNotUnique(() -> store.createIndex(collection, index));
        }
        return differs(
                "whether the index was made",
                store.createIndex(collection, index),
                model.makeIndex(collection, index, now));
    }

    private static Optional<String> refusedAsNotUnique(Supplier<?> operation) {
        try {
            Object result = operation.get();
            return Optional.of("it gave " + result + " (expected: a conflict with a unique index)");
        } catch (ConflictException refused) {
            return refused.conflicts().stream().allMatch(each -> each.index() != null && each.other() != null)
                    ? Optional.empty()
                    : Optional.of("conflicts: " + refused.conflicts() + " (expected: those with a unique index)");
        }
    }

    private void remember(Step change) {
        if (change instanceof Step.Put put) {
            named.add(new Named(put.collection(), put.key()));
        } else if (change instanceof Step.Delete delete) {
            named.add(new Named(delete.collection(), delete.key()));
        }
    }

    private void require(Step.Condition condition, Commit.Builder builder) {
        long revision = model.revisionOf(condition.collection(), condition.key());
        OptionalLong lastChange = model.lastChange(condition.collection());
        switch (condition.kind()) {
            case ABSENT -> builder.requireAbsent(condition.collection(), condition.key());
            case AT_ITS_REVISION -> {
                if (revision > 0) {
                    builder.requireRevision(condition.collection(), condition.key(), revision);
                }
            }
            case AT_ANOTHER_REVISION ->
                builder.requireRevision(condition.collection(), condition.key(), revision == 1 ? 2 : 1);
            case UNCHANGED -> lastChange.ifPresent(last -> builder.requireUnchanged(condition.collection(), last));
            case UNCHANGED_SINCE_BEFORE ->
                lastChange.ifPresent(last -> builder.requireUnchanged(condition.collection(), Math.max(0, last - 1)));
        }
    }

    private Optional<String> ask(Step.Ask ask) {
        List<Entry> all = model.query(ask.collection(), ask.filter(), ask.sorts());
        List<Entry> limited = ask.limit() < 0 ? all : all.subList(0, Math.min(ask.limit(), all.size()));
        Query query = Query.of(ask.collection()).where(ask.filter()).sortBy(ask.sorts());
        Query bounded = ask.limit() < 0 ? query : query.limit(ask.limit());
        switch (ask.way()) {
            case COUNT -> {
                return differs("matches", store.count(bounded), (long) limited.size());
            }
            case FIRST -> {
                return differs(store.first(query).stream().toList(), all.subList(0, Math.min(1, all.size())));
            }
            case STREAM -> {
                try (Stream<Entry> stream = store.stream(bounded)) {
                    return differs(stream.toList(), limited);
                }
            }
            case WALK -> {
                return differs(walk(query.limit(Math.max(1, ask.limit()))), all);
            }
            default -> {
                Page page = store.query(bounded);
                Optional<String> difference = differs(page.entries(), limited);
                boolean more = ask.limit() > 0 && all.size() > ask.limit();
                return difference.isPresent() || ask.limit() == 0
                        ? difference
                        : differs("whether more follow", page.hasMore(), more);
            }
        }
    }

    private List<Entry> walk(Query query) {
        List<Entry> walked = new ArrayList<>();
        Optional<PageCursor> next = Optional.empty();
        do {
            Page page = store.query(next.map(query::after).orElse(query));
            walked.addAll(page.entries());
            next = page.next();
        } while (next.isPresent() && walked.size() < 10_000);
        return walked;
    }

    /** Compares everything, by key and by query. */
    private Optional<String> look() {
        List<String> collections = new ArrayList<>(store.collections());
        collections.remove(Index.COLLECTION);
        if (!collections.equals(model.collections())) {
            return differs("collections", collections, model.collections());
        }
        for (String collection : model.collections()) {
            List<Index> indexes = store.indexes(collection);
            if (!indexes.equals(model.indexes().of(collection))) {
                return differs("indexes", indexes, model.indexes().of(collection));
            }
            List<Entry> expected = model.query(collection, dev.marcus.persistence.query.Filter.all(), List.of());
            Optional<String> difference =
                    differs(store.query(Query.of(collection)).entries(), expected);
            if (difference.isPresent()) {
                return difference;
            }
        }
        for (Named key : named) {
            List<Entry> found =
                    store.retrieve(key.collection(), key.key()).stream().toList();
            List<Entry> expected =
                    model.find(key.collection(), key.key()).stream().toList();
            if (!Model.same(found, expected)) {
                return Optional.of(
                        "retrieve of " + key + ": " + differs(found, expected).orElseThrow());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> differs(List<Entry> found, List<Entry> expected) {
        return Model.same(found, expected)
                ? Optional.empty()
                : Optional.of("it gave " + show(found) + " (expected: " + show(expected) + ")");
    }

    private static String show(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key() + "@" + entry.revision() + " " + entry.storedAt() + " "
                        + entry.document().toJson())
                .toList()
                .toString();
    }

    private static Optional<String> differs(String what, Object found, Object expected) {
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of(what + ": " + found + " (expected: " + expected + ")");
    }
}

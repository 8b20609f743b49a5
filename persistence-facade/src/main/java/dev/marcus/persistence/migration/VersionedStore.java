package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of some collections as of the newest version of their plans, and demands of every commit that stores
 * into one that the collection is of that version: a program that knows an older one can neither take a newer document for
 * one of its own nor leave an older one among newer ones.
 */
final class VersionedStore extends ForwardingStore {
    private final Map<String, VersionedCollection> collections = new HashMap<>();

    VersionedStore(Store next, Collection<Migrations> plans) {
        super(next);
        plans.forEach(plan -> collections.put(plan.collection(), new VersionedCollection(next, new Conversion(plan))));
    }

    Store beneath() {
        return next();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        VersionedCollection versioned = collections.get(collection);
        if (versioned == null) {
            return next().retrieve(collection, key);
        }
        VersionedCollection.Known known = versioned.known();
        return next().retrieve(collection, key).map(entry -> versioned.present(entry, known));
    }

    private VersionedQuery asked(VersionedCollection versioned, Query query) {
        return new VersionedQuery(next(), versioned, versioned.fresh(), query);
    }

    @Override
    public Page query(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return versioned == null ? next().query(query) : asked(versioned, query).page();
    }

    @Override
    public Stream<Entry> stream(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return versioned == null ? next().stream(query) : asked(versioned, query).stream();
    }

    @Override
    public Optional<Entry> first(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return versioned == null ? next().first(query) : asked(versioned, query).first();
    }

    @Override
    public long count(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return versioned == null ? next().count(query) : asked(versioned, query).count();
    }

    @Override
    public List<Group> aggregate(Aggregation aggregation) {
        VersionedCollection versioned = collections.get(aggregation.query().collection());
        if (versioned == null || !asked(versioned, aggregation.query()).isMixed()) {
            return next().aggregate(aggregation);
        }
        try (Stream<Entry> entries = stream(aggregation.query())) {
            return aggregation.fold(entries::iterator);
        }
    }

    @Override
    public Explanation explain(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return next().explain(
                        versioned == null ? query : asked(versioned, query).beneath());
    }

    @Override
    public Explanation analyze(Query query) {
        VersionedCollection versioned = collections.get(query.collection());
        return next().analyze(
                        versioned == null ? query : asked(versioned, query).beneath());
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        Map<String, VersionedCollection.Known> known = new HashMap<>();
        collections.forEach((name, versioned) -> known.put(name, versioned.fresh()));
        ChangeBatch batch = next().changes(after, limit);
        List<ChangedEntry> changes =
                batch.changes().stream().map(change -> present(change, known)).toList();
        return new ChangeBatch(changes, batch.reached(), batch.more());
    }

    private ChangedEntry present(ChangedEntry change, Map<String, VersionedCollection.Known> known) {
        VersionedCollection versioned = collections.get(change.collection());
        VersionedCollection.Known before = known.get(change.collection());
        Entry stored = change.stored();
        return versioned == null || before == null || stored == null
                ? change
                : ChangedEntry.of(versioned.present(stored, before));
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        CommitResult result = commit(Commit.of(new Change.Put(collection, key, document, null)));
        return result.outcomes().get(0).entry().orElseThrow();
    }

    @Override
    public CommitResult commit(Commit commit) {
        Set<VersionedCollection> written = written(commit);
        if (written.isEmpty()) {
            return next().commit(commit);
        }
        List<Precondition> fences = fences(written);
        while (true) {
            try {
                return next().commit(fenced(commit, fences));
            } catch (ConflictException e) {
                if (!isOutdated(e)) {
                    throw e;
                }
                written.forEach(VersionedCollection::refresh);
                List<Precondition> fresh = fences(written);
                if (fresh.equals(fences)) {
                    throw e; // it was not the fence
                }
                fences = fresh;
            }
        }
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        Set<VersionedCollection> written = written(commit);
        if (written.isEmpty()) {
            return next().commitAsync(commit);
        }
        return next().commitAsync(fenced(commit, fences(written)))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(told(failure, written)));
    }

    /** Not done again here, as it would then take effect behind commits that were handed in after it. */
    private static Throwable told(Throwable failure, Set<VersionedCollection> written) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ConflictException conflict) || !isOutdated(conflict)) {
            return cause;
        }
        written.forEach(VersionedCollection::forget);
        return new TransientException(
                "commit: a migration of its collection began or ended at this moment (expected: none while commits are"
                        + " under way); nothing was changed: hand it in again",
                Duration.ZERO,
                conflict);
    }

    private Set<VersionedCollection> written(Commit commit) {
        Set<VersionedCollection> written = new LinkedHashSet<>();
        for (Change change : commit.changes()) {
            @Nullable VersionedCollection versioned = collections.get(change.collection());
            if (versioned != null && change instanceof Change.Put) {
                written.add(versioned);
            }
        }
        return written;
    }

    private static List<Precondition> fences(Set<VersionedCollection> written) {
        return written.stream().map(versioned -> versioned.known().fence()).toList();
    }

    private static Commit fenced(Commit commit, List<Precondition> fences) {
        Commit.Builder fenced = Commit.builder().durability(commit.durability());
        commit.changes().forEach(fenced::change);
        commit.preconditions().forEach(fenced::require);
        fences.forEach(fenced::require);
        return fenced.build();
    }

    private static boolean isOutdated(ConflictException e) {
        return e.conflicts().stream().map(Conflict::collection).anyMatch(CollectionVersion.COLLECTION::equals);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return type == VersionedStore.class ? Optional.of(type.cast(this)) : next().extension(type);
    }
}

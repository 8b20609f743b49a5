package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Counts what is asked of the next store and answered; what fails is not counted. */
final class ObservedStore extends ForwardingStore {
    private final Observations observations;
    private final Adviser adviser;

    ObservedStore(Store next, Observations observations, Adviser adviser) {
        super(next);
        this.adviser = adviser;
        this.observations = observations;
    }

    private void answered(Query query, long found, boolean ended, long start) {
        observations.query(query, found, ended, start, next()::explain);
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        long start = observations.beginRead();
        Optional<Entry> found = next().retrieve(collection, key);
        observations.endRead(start);
        return found;
    }

    @Override
    public Page query(Query query) {
        long start = observations.now();
        Page page = next().query(query);
        answered(query, page.entries().size(), !page.hasMore(), start);
        return page;
    }

    @Override
    public Stream<Entry> stream(Query query) {
        long start = observations.now();
        int limit = query.limit().orElse(Integer.MAX_VALUE);
        return ObservedStream.of(
                next().stream(query), (found, ended) -> answered(query, found, ended && found < limit, start));
    }

    @Override
    public Optional<Entry> first(Query query) {
        long start = observations.now();
        Optional<Entry> first = next().first(query);
        answered(query.limit(1), first.isPresent() ? 1 : 0, first.isEmpty(), start);
        return first;
    }

    @Override
    public long count(Query query) {
        long start = observations.now();
        long count = next().count(query);
        answered(query, count, count < query.limit().orElse(Integer.MAX_VALUE), start);
        return count;
    }

    @Override
    public List<Group> aggregate(Aggregation aggregation) {
        long start = observations.now();
        List<Group> groups = next().aggregate(aggregation);
        answered(aggregation.query(), ShapeFigures.UNKNOWN, true, start);
        return groups;
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        long start = observations.now();
        Entry stored = next().store(collection, key, document);
        observations.waitedSince(start);
        observations.wrote(collection, 1);
        return stored;
    }

    @Override
    public boolean delete(String collection, String key) {
        long start = observations.now();
        boolean deleted = next().delete(collection, key);
        observations.waitedSince(start);
        observations.wrote(collection, deleted ? 1 : 0);
        return deleted;
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        long start = observations.now();
        long removed = next().clearOld(collection, cutoff);
        observations.waitedSince(start);
        observations.wrote(collection, removed);
        return removed;
    }

    @Override
    public CommitResult commit(Commit commit) {
        long start = observations.now();
        CommitResult result = next().commit(commit);
        observations.waitedSince(start);
        wrote(commit, result);
        return result;
    }

    /** Nobody is taken to wait for the end of it. */
    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return following(next().commitAsync(commit), (result, failure) -> {
            if (result != null) {
                wrote(commit, result);
            }
        });
    }

    private void wrote(Commit commit, CommitResult result) {
        for (int i = 0; i < commit.changes().size(); i++) {
            observations.wrote(
                    commit.changes().get(i).collection(),
                    result.outcomes().get(i).affected());
        }
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return type == Adviser.class ? Optional.of(type.cast(adviser)) : next().extension(type);
    }
}

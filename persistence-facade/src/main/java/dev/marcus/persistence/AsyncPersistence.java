package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Persistence} as futures. Writes that one thread hands in take effect in their order, and many
 * can be under way at once; a read does not wait for a write that has not been acknowledged. A future ends as the call
 * would return or throw, on a thread of this persistence; cancelling it does not take the operation back.
 */
public final class AsyncPersistence {
    private final Persistence persistence;
    private final Codec codec;
    private final NewRecords records;
    private final Threads threads;

    AsyncPersistence(Persistence persistence, Codec codec, NewRecords records, Threads threads) {
        this.persistence = persistence;
        this.codec = codec;
        this.records = records;
        this.threads = threads;
    }

    /** As {@link Persistence#store(String, String, Document)}. */
    public CompletableFuture<Entry> store(String collection, String key, Document document) {
        return start(() -> commit(Commit.of(new Change.Put(collection, key, document, null)))
                .thenApply(result -> result.outcomes().get(0).entry().orElseThrow()));
    }

    /** As {@link Persistence#store(String, String, Object)}. */
    public CompletableFuture<Entry> store(String collection, String key, Object value) {
        return start(() -> store(collection, key, codec.encode(collection, key, value)));
    }

    /** As {@link Persistence#delete}. */
    public CompletableFuture<Boolean> delete(String collection, String key) {
        return start(() -> commit(Commit.of(new Change.Delete(collection, key)))
                .thenApply(result -> result.outcomes().get(0).affected() > 0));
    }

    /** As {@link Persistence#commit}. */
    public CompletableFuture<CommitResult> commit(Commit commit) {
        return start(() -> {
            Commit own = Ownership.own(commit);
            return threads.write(() -> persistence.store().commitAsync(own));
        });
    }

    /** As {@link Persistence#retrieve(String, String)}. */
    public CompletableFuture<Optional<Entry>> retrieve(String collection, String key) {
        return read(() -> persistence.retrieve(collection, key));
    }

    /** As {@link Persistence#retrieve(String, String, Class)}. */
    public <T> CompletableFuture<Optional<T>> retrieve(String collection, String key, Class<T> type) {
        return read(() -> persistence.retrieve(collection, key, type));
    }

    /**
     * Asks anything of the persistence: {@code async.call(p -> p.events().type("error").limit(20).list())}. Streams are to be
     * closed inside; what is written inside is not among the writes whose order is kept.
     */
    public <R> CompletableFuture<R> call(Function<? super Persistence, ? extends R> question) {
        requireNonNull(question, "question");
        return read(() -> question.apply(persistence));
    }

    /** As {@link Persistence#query}. */
    public CompletableFuture<Page> query(Query query) {
        return read(() -> persistence.query(query));
    }

    /** As {@link Persistence#count}. */
    public CompletableFuture<Long> count(Query query) {
        return read(() -> persistence.count(query));
    }

    /** As {@link Persistence#aggregate}. */
    public CompletableFuture<List<Group>> aggregate(Aggregation aggregation) {
        return read(() -> persistence.aggregate(aggregation));
    }

    /** As {@link Persistence#clearOld}. */
    public CompletableFuture<Long> clearOld(String collection, Instant cutoff) {
        return read(() -> persistence.clearOld(collection, cutoff));
    }

    /** As {@link Persistence#cleanup(Duration)}. */
    public CompletableFuture<CleanupReport> cleanup(Duration age) {
        return read(() -> persistence.cleanup(age));
    }

    /** As {@link Persistence#storeEvent(String, String, Map)}. */
    public CompletableFuture<Event> storeEvent(
            String type, String source, Map<String, ? extends @Nullable Object> data) {
        return start(() -> {
            Event event = records.event(type, source, data);
            return store(Persistence.EVENTS, event.eventId(), event).thenApply(entry -> event);
        });
    }

    /** As {@link Persistence#storeDecision(Decision)}. */
    public CompletableFuture<Entry> storeDecision(Decision decision) {
        return store(Persistence.DECISIONS, decision.decisionId(), decision);
    }

    /** What is wrong with the request itself is the end of the future too, and is not thrown. */
    private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<T> read(Supplier<? extends T> operation) {
        return threads.read(operation::get);
    }
}

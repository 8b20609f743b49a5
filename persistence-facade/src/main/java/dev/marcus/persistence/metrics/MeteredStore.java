package dev.marcus.persistence.metrics;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.VerifyReport;
import dev.marcus.persistence.transaction.TransactionCounts;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Times every operation by its name and outcome, whatever answers it. A stream is timed until it is closed, an asynchronous
 * commit until it has ended. When the store is closed, its meters leave the registry.
 */
public final class MeteredStore extends ForwardingStore {
    private final Meters meters;

    /** Kept here because the registry holds it weakly. */
    @SuppressWarnings("UnusedVariable")
    private final StoreFigures figures;

    private MeteredStore(Store next, StoreFigures figures, Meters meters) {
        super(next);
        this.figures = figures;
        this.meters = meters;
    }

    /** Takes over the store; if it is one that caches, the cache is measured too. */
    public static Store over(
            Store next,
            MeterRegistry registry,
            Set<String> collections,
            LongSupplier asyncWrites,
            TransactionCounts transactions,
            CleanupFigures cleanups) {
        StoreFigures figures = new StoreFigures(next, asyncWrites, transactions, cleanups);
        return new MeteredStore(next, figures, new Meters(registry, collections, next, figures));
    }

    private <T> T measured(String operation, String collection, Supplier<T> call) {
        long began = meters.now();
        T result;
        try {
            result = call.get();
        } catch (RuntimeException | Error e) {
            meters.record(operation, collection, e, began);
            throw e;
        }
        meters.record(operation, collection, null, began);
        return result;
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        return measured("store", meters.tagOf(collection), () -> next().store(collection, key, document));
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return measured("retrieve", meters.tagOf(collection), () -> next().retrieve(collection, key));
    }

    @Override
    public Page query(Query query) {
        return measured("query", meters.tagOf(query.collection()), () -> next().query(query));
    }

    @Override
    public Stream<Entry> stream(Query query) {
        String collection = meters.tagOf(query.collection());
        long began = meters.now();
        try {
            return MeteredStream.of(
                    next().stream(query), failure -> meters.record("stream", collection, failure, began));
        } catch (RuntimeException | Error e) {
            meters.record("stream", collection, e, began);
            throw e;
        }
    }

    @Override
    public Optional<Entry> first(Query query) {
        return measured("first", meters.tagOf(query.collection()), () -> next().first(query));
    }

    @Override
    public long count(Query query) {
        return measured("count", meters.tagOf(query.collection()), () -> next().count(query));
    }

    @Override
    public List<Group> aggregate(Aggregation aggregation) {
        String collection = meters.tagOf(aggregation.query().collection());
        return measured("aggregate", collection, () -> next().aggregate(aggregation));
    }

    @Override
    public Explanation explain(Query query) {
        return measured("explain", meters.tagOf(query.collection()), () -> next().explain(query));
    }

    @Override
    public Explanation analyze(Query query) {
        return measured("analyze", meters.tagOf(query.collection()), () -> next().analyze(query));
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        return measured("changes", Meters.OTHER, () -> next().changes(after, limit));
    }

    @Override
    public boolean createIndex(String collection, Index index) {
        return measured("create_index", meters.tagOf(collection), () -> next().createIndex(collection, index));
    }

    @Override
    public boolean dropIndex(String collection, String name) {
        return measured("drop_index", meters.tagOf(collection), () -> next().dropIndex(collection, name));
    }

    @Override
    public List<Index> indexes(String collection) {
        return measured("indexes", meters.tagOf(collection), () -> next().indexes(collection));
    }

    @Override
    public boolean delete(String collection, String key) {
        return measured("delete", meters.tagOf(collection), () -> next().delete(collection, key));
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        return measured("clear_old", meters.tagOf(collection), () -> next().clearOld(collection, cutoff));
    }

    @Override
    public CommitResult commit(Commit commit) {
        return measured("commit", meters.tagOf(commit), () -> next().commit(commit));
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        String collection = meters.tagOf(commit);
        long began = meters.now();
        CompletableFuture<CommitResult> committing;
        try {
            committing = next().commitAsync(commit);
        } catch (RuntimeException | Error e) {
            meters.record("commit", collection, e, began);
            throw e;
        }
        return following(committing, (result, failure) -> meters.record("commit", collection, failure, began));
    }

    @Override
    public List<String> collections() {
        return measured("collections", Meters.OTHER, () -> next().collections());
    }

    @Override
    public VerifyReport verify() {
        return measured("verify", Meters.OTHER, () -> next().verify());
    }

    @Override
    public BackupReport backup(Path directory) {
        return measured("backup", Meters.OTHER, () -> next().backup(directory));
    }

    @Override
    public void close() {
        try {
            next().close();
        } catch (InvalidRequestException e) {
            throw e; // refused: the store stays open, and measured
        } catch (RuntimeException | Error e) {
            meters.close();
            throw e;
        }
        meters.close();
    }
}

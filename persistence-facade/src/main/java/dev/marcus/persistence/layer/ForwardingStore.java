package dev.marcus.persistence.layer;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreDescription;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store that passes everything on to the next one; layers override what they add to. */
public abstract class ForwardingStore implements Store {
    private final Store next;

    /** Takes over the next store, which is closed with this one. */
    protected ForwardingStore(Store next) {
        this.next = next;
    }

    /** Returns the store that everything is passed on to. */
    protected final Store next() {
        return next;
    }

    /**
     * Returns a future that ends as the given one, after the layer was told. Not the given one itself: whoever holds that
     * could end it by cancelling, and the layer would take it for the end of the operation.
     */
    protected static <T> CompletableFuture<T> following(
            CompletableFuture<T> operation, BiConsumer<@Nullable T, @Nullable Throwable> layer) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        CompletableFuture<?> unused = operation.whenComplete((result, failure) -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            try {
                layer.accept(result, cause);
            } finally {
                if (cause == null) {
                    promise.complete(result);
                } else {
                    promise.completeExceptionally(cause);
                }
            }
        });
        return promise;
    }

    @Override
    public StoreDescription description() {
        return next.description();
    }

    @Override
    public Capabilities capabilities() {
        return next.capabilities();
    }

    @Override
    public AdoptionReport adoptionReport() {
        return next.adoptionReport();
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        return next.store(collection, key, document);
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return next.retrieve(collection, key);
    }

    @Override
    public Page query(Query query) {
        return next.query(query);
    }

    @Override
    public Stream<Entry> stream(Query query) {
        return next.stream(query);
    }

    @Override
    public Optional<Entry> first(Query query) {
        return next.first(query);
    }

    @Override
    public long count(Query query) {
        return next.count(query);
    }

    @Override
    public List<Group> aggregate(Aggregation aggregation) {
        return next.aggregate(aggregation);
    }

    @Override
    public Explanation explain(Query query) {
        return next.explain(query);
    }

    @Override
    public Explanation analyze(Query query) {
        return next.analyze(query);
    }

    @Override
    public boolean createIndex(String collection, Index index) {
        return next.createIndex(collection, index);
    }

    @Override
    public boolean dropIndex(String collection, String name) {
        return next.dropIndex(collection, name);
    }

    @Override
    public List<Index> indexes(String collection) {
        return next.indexes(collection);
    }

    @Override
    public boolean delete(String collection, String key) {
        return next.delete(collection, key);
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        return next.clearOld(collection, cutoff);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return next.commit(commit);
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return next.commitAsync(commit);
    }

    @Override
    public long lastRevision() {
        return next.lastRevision();
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        return next.changes(after, limit);
    }

    @Override
    public List<String> collections() {
        return next.collections();
    }

    @Override
    public StoreStatus status() {
        return next.status();
    }

    @Override
    public VerifyReport verify() {
        return next.verify();
    }

    @Override
    public BackupReport backup(Path directory) {
        return next.backup(directory);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return next.extension(type);
    }

    @Override
    public void close() {
        next.close();
    }
}

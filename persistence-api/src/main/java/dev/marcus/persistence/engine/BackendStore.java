package dev.marcus.persistence.engine;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.backup.Backups;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.PositionCodec;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreDescription;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The store over a backend. */
public final class BackendStore implements Store {
    private static final int CLEAR_BATCH = 500;

    private final PersistenceBackend backend;
    private final StoreDescription description;
    private final CommitChecks checks;
    private final SyncedCommits commits;
    private final OperationGate gate;
    private final InstantSource clock;
    private final DeclaredIndexes indexes = new DeclaredIndexes(this);
    private final Object closeLock = new Object();
    private boolean closed;

    /** Takes over the backend, which is closed with the store; the clock tells when a backup is taken. */
    public BackendStore(PersistenceBackend backend, StoreDescription description, InstantSource clock) {
        this.backend = backend;
        this.description = description;
        this.clock = clock;
        String name = description.scheme() + ":" + description.location();
        checks = new CommitChecks(description.scheme(), backend.capabilities());
        commits = new SyncedCommits(backend);
        gate = new OperationGate("'" + name + "'");
    }

    private <T> T inside(Supplier<T> operation) {
        gate.enter();
        try {
            return operation.get();
        } finally {
            gate.leave();
        }
    }

    @Override
    public StoreDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return backend.capabilities();
    }

    @Override
    public AdoptionReport adoptionReport() {
        return inside(backend::adoptionReport);
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        CommitResult result = commit(Commit.of(new Change.Put(collection, key, document, null)));
        return result.outcomes().get(0).entry().orElseThrow();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        Names.checkCollection(collection);
        Names.checkKey(key);
        return inside(() -> backend.retrieve(collection, key));
    }

    @Override
    public boolean delete(String collection, String key) {
        CommitResult result = commit(Commit.of(new Change.Delete(collection, key)));
        return result.outcomes().get(0).affected() > 0;
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        int batch = Math.min(CLEAR_BATCH, capabilities().limits().changes());
        Commit commit = Commit.of(new Change.DeleteOlderThan(collection, cutoff, batch));
        long removed = 0;
        while (true) {
            int affected = commit(commit).outcomes().get(0).affected();
            removed += affected;
            if (affected < batch) {
                return removed;
            }
        }
    }

    @Override
    public CommitResult commit(Commit commit) {
        checks.check(commit);
        commits.check(commit);
        return inside(() -> commits.commit(commit));
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        checks.check(commit);
        commits.check(commit);
        gate.admit();
        CompletableFuture<CommitResult> promise = new CompletableFuture<>();
        try {
            CompletableFuture<?> unused = commits.commitAsync(commit).whenComplete((result, failure) -> {
                try {
                    gate.runInside(() -> {
                        if (failure == null) {
                            promise.complete(result);
                        } else {
                            promise.completeExceptionally(cause(failure));
                        }
                    });
                } finally {
                    gate.release();
                }
            });
        } catch (RuntimeException e) {
            gate.release();
            throw e;
        }
        return promise;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public Page query(Query query) {
        int limit = query.limit().orElse(-1);
        if (limit == 0) {
            return inside(() -> new Page(List.of(), query.after().orElse(null)));
        }
        return inside(() -> page(query, limit));
    }

    private Page page(Query query, int limit) {
        boolean bounded = limit > 0 && limit < Integer.MAX_VALUE;
        List<Entry> entries = new ArrayList<>();
        boolean more = false;
        try (Matches matches = Matches.open(backend, query, bounded ? limit + 1 : limit)) {
            for (Entry entry = matches.next(); entry != null; entry = matches.next()) {
                if (bounded && entries.size() == limit) {
                    more = true;
                    break;
                }
                entries.add(entry);
            }
        }
        PageCursor cursor =
                more ? PositionCodec.of(query, backend.storeId()).encode(entries.get(entries.size() - 1)) : null;
        return new Page(entries, cursor);
    }

    @Override
    public Stream<Entry> stream(Query query) {
        Matches matches =
                inside(() -> Matches.open(backend, query, query.limit().orElse(-1)));
        return new MatchStream(matches, gate).stream();
    }

    @Override
    public Optional<Entry> first(Query query) {
        if (query.limit().orElse(1) == 0) {
            return Optional.empty();
        }
        return inside(() -> {
            try (Matches matches = Matches.open(backend, query, 1)) {
                return Optional.ofNullable(matches.next());
            }
        });
    }

    @Override
    public long count(Query query) {
        return inside(() -> {
            query.filter().predicate(); // refuses what is nested too deep
            if (query.after().isEmpty() && query.onDamage().isEmpty()) {
                OptionalLong counted = backend.count(query.collection(), query.filter());
                if (counted.isPresent()) {
                    return Math.min(counted.getAsLong(), query.limit().orElse(Integer.MAX_VALUE));
                }
            }
            long count = 0;
            try (Matches matches = Matches.open(backend, query, query.limit().orElse(-1))) {
                while (matches.next() != null) {
                    count++;
                }
            }
            return count;
        });
    }

    @Override
    public List<Group> aggregate(Aggregation aggregation) {
        try (Stream<Entry> entries = stream(aggregation.query())) {
            return aggregation.fold(entries::iterator);
        }
    }

    @Override
    public Explanation explain(Query query) {
        requireNonNull(query, "query");
        return inside(() -> {
            try (Matches matches = Matches.open(backend, query, query.limit().orElse(-1))) {
                return explanation(query, matches.pushed(), OptionalLong.empty(), OptionalLong.empty());
            }
        });
    }

    @Override
    public Explanation analyze(Query query) {
        requireNonNull(query, "query");
        return inside(() -> {
            try (Matches matches = Matches.open(backend, query, query.limit().orElse(-1), true)) {
                long matched = 0;
                while (matches.next() != null) {
                    matched++;
                }
                return explanation(
                        query, matches.pushed(), OptionalLong.of(matches.examined()), OptionalLong.of(matched));
            }
        });
    }

    private Explanation explanation(Query query, Pushed pushed, OptionalLong examined, OptionalLong matched) {
        Position after = query.after()
                .map(PositionCodec.of(query, backend.storeId())::decode)
                .orElse(null);
        QueryRequest request = QueryRequest.of(
                query.collection(), query.filter(), query.sorts(), query.limit().orElse(-1), after);
        return new Explanation(
                description.scheme(),
                backend.explain(request),
                pushed.filtering().name(),
                pushed.ordered(),
                pushed.limited(),
                examined,
                matched);
    }

    @Override
    public boolean createIndex(String collection, Index index) {
        return indexes.create(collection, index);
    }

    @Override
    public boolean dropIndex(String collection, String name) {
        return indexes.drop(collection, name);
    }

    @Override
    public List<Index> indexes(String collection) {
        return indexes.of(collection);
    }

    @Override
    public long lastRevision() {
        return inside(backend::lastRevision);
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        if (after < 0) {
            throw new InvalidRequestException("changes: after revision " + after + " (expected: >= 0)");
        }
        if (limit < 1) {
            throw new InvalidRequestException("changes: limit " + limit + " (expected: >= 1)");
        }
        return inside(() -> {
            ChangeFeed feed = required(
                    ChangeFeed.class, Capability.CHANGE_FEED, "changes", "read what is there by queries instead.");
            long last = after == 0 ? 0 : backend.lastRevision();
            if (after > last) {
                throw ChangesExpiredException.neverReached(after, last);
            }
            return feed.changes(after, limit);
        });
    }

    /** Returns what a capability consists of. */
    private <T> T required(Class<T> type, Capability capability, String operation, String instead) {
        return Optional.of(type)
                .filter(any -> capabilities().has(capability))
                .flatMap(backend::extension)
                .orElseThrow(() -> new UnsupportedException(operation + ": '" + description.scheme() + "' has no "
                        + capability + " (expected: a backend that has it); " + instead));
    }

    @Override
    public List<String> collections() {
        return inside(() -> backend.collections().stream().sorted().toList());
    }

    @Override
    public StoreStatus status() {
        return inside(() -> {
            StoreStatus status = backend.status();
            List<Finding> findings = backend.adoptionReport().findings();
            return findings.isEmpty()
                    ? status
                    : status.with(
                            StoreStatus.State.DEGRADED,
                            "not served since opening: " + findings.size() + ", the first at "
                                    + findings.get(0).place() + ": "
                                    + findings.get(0).reason());
        });
    }

    @Override
    public VerifyReport verify() {
        return inside(backend::verify);
    }

    @Override
    public BackupReport backup(Path directory) {
        requireNonNull(directory, "directory");
        return inside(() -> Backups.take(
                required(
                        SnapshotBackup.class,
                        Capability.SNAPSHOT_BACKUP,
                        "backup",
                        "export the entries instead. Nothing was written."),
                description.scheme(),
                backend.storeId(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                directory));
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return inside(() -> backend.extension(type));
    }

    @Override
    public void close() {
        gate.close();
        synchronized (closeLock) {
            if (!closed) {
                closed = true;
                backend.close();
            }
        }
    }
}

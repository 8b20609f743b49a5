package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.memory.engine.StateCursor;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A store in a directory: the entries are in memory, and what changes goes through the journal first. */
final class FileBackend implements PersistenceBackend, ChangeFeed, SyncOnRequest, SnapshotBackup {
    private final StoreDirectory place;
    private final InstantSource clock;
    private final OwnerLock lock;
    private final Capabilities capabilities;
    private final String storeId;
    private final AdoptionReport report;
    private final Contents contents;
    private final Log log;
    private final Committer committer;

    private FileBackend(
            StoreDirectory place,
            InstantSource clock,
            OwnerLock lock,
            Capabilities capabilities,
            Opening.Found found,
            Log log,
            Committer committer) {
        this.place = place;
        this.clock = clock;
        this.lock = lock;
        this.capabilities = capabilities;
        this.storeId = found.manifest().storeId();
        this.report = found.report();
        this.contents = found.contents();
        this.log = log;
        this.committer = committer;
    }

    static FileBackend open(
            Disk disk,
            Path location,
            Capabilities capabilities,
            InstantSource clock,
            Duration tombstones,
            long checkpointBytes) {
        ThreadPoolExecutor checkpoints =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "persistence-file-checkpoint");
                    thread.setDaemon(true);
                    return thread;
                });
        checkpoints.allowCoreThreadTimeOut(true);
        return open(disk, location, capabilities, clock, tombstones, checkpointBytes, checkpoints);
    }

    /** Opens the store; checkpoints are written by this executor. */
    static FileBackend open(
            Disk disk,
            Path location,
            Capabilities capabilities,
            InstantSource clock,
            Duration tombstones,
            long checkpointBytes,
            Executor checkpoints) {
        if (Files.exists(location) && !Files.isDirectory(location)) {
            throw new ConfigurationException(
                    "PRS-108", location + " is a file, not the directory of a store. Nothing was changed.", null);
        }
        try {
            new Restoring(location).finishInterrupted();
            RealDisk.createDirectory(location);
            Path directory = location.toRealPath();
            StoreDirectory place = new StoreDirectory(disk, directory);
            RealDisk.createDirectory(place.inside());
            OwnerLock lock = OwnerLock.take(directory, place.inside());
            try {
                Opening.Found found = new Opening(place).read();
                Log log = Log.begin(place, found, clock, checkpointBytes, checkpoints);
                boolean sync = capabilities.durability() == Durability.DISK;
                Committer committer = new Committer(log, found.state(), clock, tombstones, sync);
                committer.start();
                return new FileBackend(place, clock, lock, capabilities, found, log, committer);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StorageException(
                    location + " cannot be opened (expected: a local directory that can be read and written)", e);
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public long lastRevision() {
        return committer.state().revision();
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        StoreState state = committer.state();
        contents.checkChanges(state, after);
        return state.changes(after, limit);
    }

    @Override
    public AdoptionReport adoptionReport() {
        return report;
    }

    @Override
    public Set<String> collections() {
        return committer.state().nonEmpty();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        contents.check(collection, key);
        return Optional.ofNullable(committer.state().collection(collection).get(key));
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        contents.check(request.collection());
        return StateCursor.open(committer.state(), request);
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return StateCursor.explain(committer.state(), request);
    }

    @Override
    public OptionalLong count(String collection, Filter filter) {
        contents.check(collection);
        return StateCursor.count(committer.state(), collection, filter);
    }

    @Override
    public CommitResult commit(Commit commit) {
        committer.checkMayWait();
        try {
            return commitAsync(commit).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        contents.check(commit);
        return committer.submit(commit);
    }

    @Override
    public CompletableFuture<Void> sync() {
        return committer.sync().thenAccept(synced -> {});
    }

    @Override
    public VerifyReport verify() {
        Verification verification = new Verification(place, contents, report);
        return log.whileFilesRest(manifest -> verification.run(committer.state(), log.end()));
    }

    @Override
    public void snapshotTo(Path directory) {
        StoreState moment = committer.state();
        log.whileFilesRest(manifest -> {
            new Snapshot(place, contents).write(moment, manifest, clock.instant(), directory);
            return manifest;
        });
    }

    @Override
    public StoreStatus status() {
        StoreStatus status = new StoreStatus(
                StoreStatus.State.UP,
                List.of(),
                committer.waiting(),
                log.bytes(),
                log.syncs(),
                Duration.ofNanos(log.syncNanos()));
        String trouble = log.trouble();
        if (trouble != null) {
            status = status.with(StoreStatus.State.DEGRADED, trouble);
        }
        OutcomeUnknownException broken = committer.broken();
        return broken == null ? status : status.with(StoreStatus.State.DOWN, String.valueOf(broken.getMessage()));
    }

    @Override
    public void close() {
        committer.checkMayWait(); // before the lock is let go
        try {
            committer.close();
        } finally {
            lock.close();
        }
    }
}

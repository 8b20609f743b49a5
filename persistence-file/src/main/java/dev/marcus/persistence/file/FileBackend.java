package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.memory.engine.StateCursor;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A store in a directory: the entries are in memory, and what changes goes through the journal first. */
final class FileBackend implements PersistenceBackend {
    private final OwnerLock lock;
    private final Capabilities capabilities;
    private final String storeId;
    private final AdoptionReport report;
    private final Contents contents;
    private final Committer committer;

    private FileBackend(OwnerLock lock, Capabilities capabilities, Opening.Found found, Committer committer) {
        this.lock = lock;
        this.capabilities = capabilities;
        this.storeId = found.manifest().storeId();
        this.report = found.report();
        this.contents = found.contents();
        this.committer = committer;
    }

    static FileBackend open(
            Disk disk, Path location, Capabilities capabilities, InstantSource clock, long checkpointBytes) {
        if (Files.exists(location) && !Files.isDirectory(location)) {
            throw new ConfigurationException(
                    "PRS-108", location + " is a file, not the directory of a store. Nothing was changed.", null);
        }
        try {
            RealDisk.createDirectory(location);
            Path directory = location.toRealPath();
            StoreDirectory place = new StoreDirectory(disk, directory);
            RealDisk.createDirectory(place.inside());
            OwnerLock lock = OwnerLock.take(directory, place.inside());
            try {
                Opening.Found found = new Opening(place).read();
                Log log = Log.begin(place, found, clock, checkpointBytes);
                boolean sync = capabilities.durability() == Durability.DISK;
                Committer committer = new Committer(log, found.state(), clock, sync);
                committer.start();
                return new FileBackend(lock, capabilities, found, committer);
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
    public String explain(QueryRequest request) {
        return request.sorts().isEmpty() ? "walks the collection, newest first" : "reads the whole collection";
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
    public void close() {
        committer.checkMayWait(); // before the lock is let go
        try {
            committer.close();
        } finally {
            lock.close();
        }
    }
}

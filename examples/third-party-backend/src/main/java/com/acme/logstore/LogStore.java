package com.acme.logstore;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One opened store: readers look at an image that never changes, a commit replaces it by another. */
final class LogStore implements PersistenceBackend, SnapshotBackup {
    private final LogFile file;
    private final String storeId;
    private volatile Image image;

    LogStore(Path path, InstantSource clock) {
        file = new LogFile(path);
        image = new Image(clock);
        try {
            storeId = load();
        } catch (RuntimeException e) {
            file.close(); // an opening that fails leaves nothing locked
            throw e;
        }
    }

    private String load() {
        file.read();
        List<Document> lines = file.lines();
        if (lines.isEmpty()) {
            String id = UUID.randomUUID().toString();
            file.append(Document.of(Map.of("id", id)));
            return id;
        }
        lines.subList(1, lines.size()).forEach(image::replay);
        return lines.get(0).text("id").orElseThrow();
    }

    @Override
    public Capabilities capabilities() {
        return LogStoreProvider.CAPABILITIES;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public long lastRevision() {
        return image.revision();
    }

    @Override
    public Set<String> collections() {
        return image.names();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return Optional.ofNullable(image.in(collection).get(key));
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        return BackendCursor.of(image.in(request.collection()).values().iterator());
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        Image next = new Image(image);
        CommitResult result = CommitApplication.apply(commit, next);
        if (result.revision() > 0) {
            file.append(next.line());
            image = next; // only now, so that nobody sees what is not on the disk
        }
        return result;
    }

    @Override
    public AdoptionReport adoptionReport() {
        return new AdoptionReport(0, 0, file.findings());
    }

    @Override
    public void snapshotTo(Path directory) {
        file.copyTo(directory.resolve(Restoring.COPY));
    }

    @Override
    public void close() {
        file.close();
    }
}

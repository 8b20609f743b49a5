package dev.marcus.persistence.spi;

import java.nio.file.Path;

/**
 * What {@link dev.marcus.persistence.store.Capability#SNAPSHOT_BACKUP} consists of. An
 * {@link PersistenceBackend#extension extension}; its provider is a {@link RestoringProvider}.
 */
public interface SnapshotBackup {
    /**
     * Writes files into the directory, which exists, is empty and belongs to nobody else, that together hold the store as
     * of one moment: every commit acknowledged before the call, and of those acknowledged during it a prefix. Writers and
     * readers go on meanwhile. The framework forces the files to the medium and keeps their digests beside them.
     *
     * @throws dev.marcus.persistence.error.StorageException if the files cannot be written; the store is not harmed
     */
    void snapshotTo(Path directory);
}

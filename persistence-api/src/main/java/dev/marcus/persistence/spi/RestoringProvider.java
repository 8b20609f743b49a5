package dev.marcus.persistence.spi;

import dev.marcus.persistence.store.ExistingStore;
import java.nio.file.Path;

/** A provider whose stores can be put back from what {@link SnapshotBackup} wrote. */
public interface RestoringProvider extends PersistenceBackendProvider {
    /**
     * Makes the files, which the framework has compared with their digests, the store that the configuration names. The
     * source is left as it is. After a failure or a kill at any moment the target is either as it was or restored, and
     * what was there before is still there under one name or the other.
     *
     * @param snapshot the directory that {@link SnapshotBackup#snapshotTo} wrote into
     * @param target where the store is to be; nobody has it open
     * @param existing what becomes of a store that is there
     * @throws dev.marcus.persistence.error.ConfigurationException with the code {@code PRS-111} if the target holds data
     *     and that is to be refused
     */
    void restore(Path snapshot, BackendConfig target, ExistingStore existing);
}

package dev.marcus.persistence.spi;

import dev.marcus.persistence.error.ConfigurationException;
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
     * @throws ConfigurationException with the code {@code PRS-111} if the target holds data and that is to be
     *     refused; see {@link #holdsData}
     */
    void restore(Path snapshot, BackendConfig target, ExistingStore existing);

    /** Returns the error that says that a store is in the way at this place. */
    static ConfigurationException holdsData(String place) {
        return new ConfigurationException(
                "PRS-111",
                place + " holds a store already. Nothing was changed.\n  Name another place, or keep that store under"
                        + " another name beside the restored one:\n"
                        + "  Stores.builder().url(…).restore(backup, ExistingStore.SET_ASIDE)",
                null);
    }
}

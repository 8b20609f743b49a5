package dev.marcus.persistence.spi;

import dev.marcus.persistence.store.RepairReport;

/** A provider that can mend stores of its own that are damaged, also such as cannot be opened any more. */
public interface RepairingProvider extends PersistenceBackendProvider {
    /**
     * Restores of a closed store what can be restored, and sets the rest aside; deletes nothing. Afterwards it opens, and
     * everything in it is served. A store that is intact is left as it is.
     *
     * @throws dev.marcus.persistence.error.StorageException if it cannot be written, or somebody has it open; nothing was
     *     then changed
     */
    RepairReport repair(BackendConfig store);
}

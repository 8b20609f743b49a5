package com.acme.logstore;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Limits;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code log:PATH}. */
public final class LogStoreProvider implements RestoringProvider {
    static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(Capability.ATOMIC_COMMIT, Capability.SNAPSHOT_BACKUP),
            Durability.DISK,
            new Limits(100, 1 << 20, 1000));

    @Override
    public String scheme() {
        return "log";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        return new LogStore(config.path(), config.clock());
    }

    @Override
    public void restore(Path snapshot, BackendConfig target, ExistingStore existing) {
        Restoring.restore(snapshot, target.path(), existing);
    }
}

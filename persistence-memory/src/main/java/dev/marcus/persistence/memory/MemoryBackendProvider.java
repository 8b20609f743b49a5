package dev.marcus.persistence.memory;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.Setting;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.util.List;
import java.util.Set;

/**
 * Opens stores in memory by {@code memory:}. Each opening makes a new, empty store; what stands behind the colon is a name
 * for messages. Settings: {@code maxDocumentBytes}, {@code tombstones} (for how long deletions are told of).
 */
public final class MemoryBackendProvider implements PersistenceBackendProvider {
    private static final Setting<Integer> MAX_DOCUMENT_BYTES =
            Setting.ofInt("maxDocumentBytes", Limits.DEFAULT.documentBytes(), 1 << 20, Integer.MAX_VALUE - 1024);

    /** Called by the service loader. */
    public MemoryBackendProvider() {}

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public String artifact() {
        String version = getClass().getPackage().getImplementationVersion();
        return "dev.marcus.persistence:persistence-memory" + (version == null ? "" : " " + version);
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MAX_DOCUMENT_BYTES, ChangeFeed.TOMBSTONES);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities(Limits.DEFAULT);
    }

    private static Capabilities capabilities(Limits limits) {
        return new Capabilities(
                Set.of(Capability.ATOMIC_COMMIT, Capability.CHANGE_FEED, Capability.INDEXES), Durability.NONE, limits);
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        return new MemoryBackend(
                config.clock(),
                capabilities(Limits.DEFAULT.withDocumentBytes(config.get(MAX_DOCUMENT_BYTES))),
                config.get(ChangeFeed.TOMBSTONES));
    }
}

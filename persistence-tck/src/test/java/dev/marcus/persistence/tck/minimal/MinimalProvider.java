package dev.marcus.persistence.tck.minimal;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.util.Set;

/** The provider of the smallest backend that conforms: it declares nothing and does nothing of a query. */
public final class MinimalProvider implements PersistenceBackendProvider {
    static final Capabilities CAPABILITIES = new Capabilities(Set.of(), Durability.NONE, new Limits(100, 1 << 20, 1));

    @Override
    public String scheme() {
        return "minimal";
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
        return new MinimalBackend(config.clock());
    }
}

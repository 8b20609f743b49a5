package dev.marcus.persistence.tck.mutants;

import com.acme.logstore.LogStoreProvider;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import java.util.Map;

/** Opens {@code mutant:NAME@PATH}. */
public final class MutantProvider implements PersistenceBackendProvider {
    @Override
    public String scheme() {
        return "mutant";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public Capabilities capabilities() {
        return new LogStoreProvider().capabilities();
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        String location = config.location();
        int at = location.indexOf('@');
        BackendConfig plain = BackendConfig.of("log", location.substring(at + 1), Map.of(), config.clock());
        return Mutants.named(location.substring(0, at)).opening().open(plain);
    }
}

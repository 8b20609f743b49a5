package dev.marcus.persistence.tck.mutants;

import com.acme.logstore.LogStoreProvider;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.spi.Setting;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ExistingStore;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code mutant:NAME@PATH}. */
public final class MutantProvider implements RestoringProvider {
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
    public List<Setting<?>> settings() {
        return List.of(ChangeFeed.TOMBSTONES);
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        return mutant(config).opening().open(plain(config));
    }

    @Override
    public void restore(Path snapshot, BackendConfig target, ExistingStore existing) {
        mutant(target).restoring().restore(snapshot, plain(target), existing);
    }

    private static Mutant mutant(BackendConfig config) {
        return Mutants.named(config.location().substring(0, config.location().indexOf('@')));
    }

    private static BackendConfig plain(BackendConfig config) {
        String path = config.location().substring(config.location().indexOf('@') + 1);
        return BackendConfig.of("log", path, config.settings(), config.clock());
    }
}

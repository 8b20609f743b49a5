package dev.marcus.persistence.discovery;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Setting;
import java.time.InstantSource;
import java.util.List;

/** The provider and place that were decided on, and why. */
record Choice(FoundProvider found, StoreUrl url, String reason) {
    private static final System.Logger LOG = System.getLogger(Stores.class.getName());

    PersistenceBackend open(InstantSource clock, Requirements requirements) {
        checkSettings();
        PersistenceBackend backend;
        try {
            backend = found.provider().open(config(clock));
        } catch (LinkageError e) {
            throw Messages.builtForAnother(found, e);
        }
        String missing = requirements.missing(backend.capabilities());
        if (!missing.isEmpty()) {
            backend.close();
            throw Messages.missing(found.scheme(), missing, List.of());
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Persistence: {0} ({1}) at {2}, chosen because {3}.",
                found.scheme(),
                found.provider().artifact(),
                url.location().isEmpty() ? "no place" : StoreUrl.redact(url.location()),
                reason);
        return backend;
    }

    BackendConfig config(InstantSource clock) {
        return BackendConfig.of(found.scheme(), url.location(), url.settings(), clock);
    }

    private void checkSettings() {
        List<String> known =
                found.provider().settings().stream().map(Setting::name).toList();
        for (String name : url.settings().keySet()) {
            if (!known.contains(name)) {
                throw Messages.unknownSetting(name, found.scheme(), known);
            }
        }
    }
}

package dev.marcus.persistence.discovery;

import dev.marcus.persistence.backup.Backups;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.Evidence;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.RepairingProvider;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.spi.Setting;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.RepairReport;
import java.nio.file.Path;
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
        if (requirements.sharedAgainstWill(backend.capabilities())) {
            backend.close();
            throw Messages.shared(found.scheme(), requirements, List.of());
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

    /** Makes a store of the backup, which is compared with its list before the place is touched. */
    BackupReport restore(Path backup, ExistingStore existing, InstantSource clock) {
        checkSettings();
        if (!(found.provider() instanceof RestoringProvider restoring)) {
            throw Messages.cannot("restore", "put a backup back", found);
        }
        Backups.Checked checked = Backups.check(backup);
        if (!checked.scheme().equals(found.scheme())) {
            throw Messages.otherBackup(backup, checked.scheme(), found.scheme());
        }
        BackendConfig target = config(clock);
        if (existing == ExistingStore.REFUSE && restoring.probe(target) == Evidence.HOLDS_DATA) {
            throw RestoringProvider.holdsData(found.scheme() + ":" + StoreUrl.redact(url.location()));
        }
        restoring.restore(checked.snapshot(), target, existing);
        LOG.log(
                System.Logger.Level.INFO,
                "Persistence: {0} was restored to {1} as it was at {2}.",
                backup,
                StoreUrl.redact(url.location()),
                checked.report().takenAt());
        return checked.report();
    }

    RepairReport repair(InstantSource clock) {
        checkSettings();
        if (found.provider() instanceof RepairingProvider repairing) {
            return repairing.repair(config(clock));
        }
        throw Messages.cannot("repair", "repair a store", found);
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

package dev.marcus.persistence.tck.mutants;

import com.acme.logstore.LogStoreProvider;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.ExistingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Defects of backups and of restoring them. */
final class BackupMutants {
    private static final String GROUP = "Backups.rule_8_SNAPSHOT_BACKUP_";
    private static final String WRITERS = GROUP + "aBackupBesideWriters";
    private static final String RESTORED = GROUP + "aRestoredStore";
    private static final String SOUND = GROUP + "aDamagedBackup";
    private static final String IN_THE_WAY = GROUP + "aStoreInTheWay";

    private BackupMutants() {}

    /** Something that fails on the disk. */
    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "backup-declared",
                        "backups beside writers are declared that are not there",
                        WRITERS,
                        sound -> new Broken(sound) {
                            @Override
                            public <T> Optional<T> extension(Class<T> type) {
                                return Optional.empty();
                            }
                        }),
                new Mutant(
                        "backup-of-many-moments",
                        "a backup reads the collections one after the other, beside the writers",
                        WRITERS,
                        config -> new Snapshots(config) {
                            @Override
                            public void snapshotTo(Path directory) {
                                copyOf(
                                        directory,
                                        (from, to) -> from.collections().forEach(name -> copy(from, to, name)));
                            }
                        }),
                new Mutant(
                        "backup-without-the-last",
                        "a backup lacks the newest commit",
                        WRITERS,
                        config -> new Snapshots(config) {
                            @Override
                            public void snapshotTo(Path directory) {
                                whole(directory);
                                Path log = directory.resolve("log");
                                run(() -> {
                                    List<String> lines = Files.readAllLines(log);
                                    int kept = Math.max(1, lines.size() - 30);
                                    Files.writeString(log, String.join("\n", lines.subList(0, kept)) + "\n");
                                });
                            }
                        }),
                new Mutant(
                        "backup-with-new-revisions",
                        "a backup gives its entries revisions of their own",
                        RESTORED,
                        config -> new Snapshots(config) {
                            @Override
                            public void snapshotTo(Path directory) {
                                copyOf(
                                        directory,
                                        (from, to) -> from.collections().forEach(name -> copy(from, to, name)));
                            }
                        }),
                new Mutant(
                        "backup-is-the-live-file",
                        "a backup is another name of the file that the store goes on writing to",
                        RESTORED,
                        config -> new Snapshots(config) {
                            @Override
                            public void snapshotTo(Path directory) {
                                run(() -> Files.createLink(directory.resolve("log"), path));
                            }
                        }),
                new Mutant(
                        "backup-stops-the-store",
                        "after a backup the store refuses writes",
                        RESTORED,
                        config -> new Snapshots(config) {
                            private volatile boolean stopped;

                            @Override
                            public void snapshotTo(Path directory) {
                                whole(directory);
                                stopped = true;
                            }

                            @Override
                            public CommitResult commit(Commit commit) {
                                if (stopped) {
                                    throw new StorageException("a backup was taken");
                                }
                                return sound.commit(commit);
                            }
                        }),
                Mutant.restoring(
                        "restore-takes-the-backup",
                        "a restore moves the files out of the backup",
                        SOUND,
                        (snapshot, target, existing) -> {
                            new LogStoreProvider().restore(snapshot, target, existing);
                            run(() -> Files.delete(snapshot.resolve("log")));
                        }),
                Mutant.restoring(
                        "restore-writes-over",
                        "a restore writes over the store that is there",
                        IN_THE_WAY,
                        (snapshot, target, existing) -> over(snapshot, target)),
                Mutant.restoring(
                        "restore-deletes-the-old",
                        "a restore that is told to set the old store aside deletes it",
                        IN_THE_WAY,
                        (snapshot, target, existing) -> {
                            if (existing == ExistingStore.SET_ASIDE) {
                                new LogStoreProvider().open(target).close(); // refuses if it is open
                                run(() -> Files.deleteIfExists(Path.of(target.location())));
                            }
                            new LogStoreProvider().restore(snapshot, target, existing);
                        }),
                Mutant.restoring(
                        "restore-under-an-open-store",
                        "a restore replaces a store that somebody has open",
                        IN_THE_WAY,
                        (snapshot, target, existing) -> {
                            Path place = Path.of(target.location());
                            if (existing == ExistingStore.SET_ASIDE && Files.exists(place)) {
                                run(() -> Files.move(place, place.resolveSibling(place.getFileName() + ".old")));
                            }
                            new LogStoreProvider().restore(snapshot, target, existing);
                        }));
    }

    private static void over(Path snapshot, BackendConfig target) {
        Path place = Path.of(target.location());
        if (Files.exists(place)) {
            new LogStoreProvider().open(target).close(); // refuses if it is open
        }
        run(() -> Files.copy(snapshot.resolve("log"), place, StandardCopyOption.REPLACE_EXISTING));
    }

    /** How one store is copied into another. */
    private interface Copying {
        void copy(PersistenceBackend from, PersistenceBackend to);
    }

    /** Breaks the snapshots. */
    private abstract static class Snapshots extends Broken implements SnapshotBackup {
        final Path path;

        Snapshots(BackendConfig config) {
            super(Sound.open(config));
            path = Path.of(config.location());
        }

        void whole(Path directory) {
            sound.extension(SnapshotBackup.class).orElseThrow().snapshotTo(directory);
        }

        void copyOf(Path directory, Copying copying) {
            try (PersistenceBackend copy = Sound.open(directory.resolve("log").toString(), Clock.systemUTC())) {
                copying.copy(sound, copy);
            }
        }

        static void copy(PersistenceBackend from, PersistenceBackend to, String collection) {
            List<Entry> entries = new ArrayList<>(Sound.entries(from, collection));
            entries.forEach(entry ->
                    to.commit(Commit.of(new Change.Put(collection, entry.key(), entry.document(), entry.storedAt()))));
        }
    }
}

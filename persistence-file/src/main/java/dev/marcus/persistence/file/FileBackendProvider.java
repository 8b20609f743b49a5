package dev.marcus.persistence.file;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.Evidence;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.RepairingProvider;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.spi.Setting;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Limits;
import dev.marcus.persistence.store.RepairReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Opens directories of JSON files by {@code file:path/of/directory}; without a path {@code data/marcus_state}. Settings:
 * {@code durability} (disk or process), {@code checkpointMegabytes} (how long the journal grows before the files are
 * written anew), {@code maxDocumentBytes}, {@code tombstones} (for how long deletions are told of).
 */
public final class FileBackendProvider implements RestoringProvider, RepairingProvider {
    /** The levels that files can keep. */
    enum Level {
        DISK(Durability.DISK),
        PROCESS(Durability.PROCESS);

        private final Durability durability;

        Level(Durability durability) {
            this.durability = durability;
        }
    }

    private static final Setting<Level> DURABILITY = Setting.ofEnum("durability", Level.DISK, Level.class);
    private static final Setting<Integer> CHECKPOINT_MEGABYTES = Setting.ofInt("checkpointMegabytes", 64, 1, 1024);
    private static final Setting<Integer> MAX_DOCUMENT_BYTES =
            Setting.ofInt("maxDocumentBytes", Limits.DEFAULT.documentBytes(), 1 << 20, 500 << 20);

    /** Called by the service loader. */
    public FileBackendProvider() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public String artifact() {
        String version = getClass().getPackage().getImplementationVersion();
        return "dev.marcus.persistence:persistence-file" + (version == null ? "" : " " + version);
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public String defaultLocation() {
        return "data/marcus_state";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(DURABILITY, CHECKPOINT_MEGABYTES, MAX_DOCUMENT_BYTES, ChangeFeed.TOMBSTONES);
    }

    @Override
    public Evidence probe(BackendConfig config) {
        Path directory = config.path();
        if (new Restoring(directory).isUnfinished()) {
            return Evidence.HOLDS_DATA;
        }
        if (!Files.isDirectory(directory)) {
            return Evidence.EMPTY;
        }
        if (Files.isDirectory(directory.resolve(StoreDirectory.INSIDE))) {
            return Evidence.HOLDS_DATA;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(FileNames.SUFFIX))
                    ? Evidence.HOLDS_DATA
                    : Evidence.EMPTY;
        } catch (IOException e) {
            return Evidence.UNKNOWN;
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities(Level.DISK, Limits.DEFAULT);
    }

    private static Capabilities capabilities(Level level, Limits limits) {
        return new Capabilities(
                Set.of(
                        Capability.ATOMIC_COMMIT,
                        Capability.CHANGE_FEED,
                        Capability.INDEXES,
                        Capability.SNAPSHOT_BACKUP),
                level.durability,
                limits);
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        Capabilities capabilities =
                capabilities(config.get(DURABILITY), Limits.DEFAULT.withDocumentBytes(config.get(MAX_DOCUMENT_BYTES)));
        return FileBackend.open(
                new RealDisk(),
                config.path(),
                capabilities,
                config.clock(),
                config.get(ChangeFeed.TOMBSTONES),
                (long) config.get(CHECKPOINT_MEGABYTES) << 20);
    }

    @Override
    public void restore(Path snapshot, BackendConfig target, ExistingStore existing) {
        new Restoring(target.path()).restore(snapshot, existing);
    }

    @Override
    public RepairReport repair(BackendConfig store) {
        return new Repair(new RealDisk(), store.path(), store.clock()).run();
    }
}

package dev.marcus.persistence.sqlite;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Opens SQLite databases by {@code sqlite:path/of/file.db}; without a path {@code data/marcus_state.db}. Settings:
 * {@code durability} (disk or process), {@code busyTimeout} (how long to wait for another process, such as 10s),
 * {@code maxDocumentBytes}, {@code tombstones} (for how long deletions are told of, such as 7d).
 */
public final class SqliteBackendProvider implements RestoringProvider, RepairingProvider {
    /** The levels that SQLite can keep. */
    enum Level {
        DISK(Durability.DISK),
        PROCESS(Durability.PROCESS);

        private final Durability durability;

        Level(Durability durability) {
            this.durability = durability;
        }
    }

    private static final Setting<Level> DURABILITY = Setting.ofEnum("durability", Level.DISK, Level.class);
    private static final Setting<Duration> BUSY_TIMEOUT = Setting.ofDuration("busyTimeout", Duration.ofSeconds(10));
    private static final Setting<Integer> MAX_DOCUMENT_BYTES =
            Setting.ofInt("maxDocumentBytes", Limits.DEFAULT.documentBytes(), 1 << 20, 500 << 20);

    /** Called by the service loader. */
    public SqliteBackendProvider() {}

    @Override
    public String scheme() {
        return "sqlite";
    }

    @Override
    public String artifact() {
        String version = getClass().getPackage().getImplementationVersion();
        return "dev.marcus.persistence:persistence-sqlite" + (version == null ? "" : " " + version);
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public String defaultLocation() {
        return "data/marcus_state.db";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(DURABILITY, BUSY_TIMEOUT, MAX_DOCUMENT_BYTES, ChangeFeed.TOMBSTONES);
    }

    @Override
    public boolean nativeCode() {
        return true;
    }

    @Override
    public Evidence probe(BackendConfig config) {
        return DatabaseFile.probe(config.path());
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
                        Capability.MULTI_PROCESS,
                        Capability.SNAPSHOT_BACKUP),
                level.durability,
                limits);
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        Capabilities capabilities =
                capabilities(config.get(DURABILITY), Limits.DEFAULT.withDocumentBytes(config.get(MAX_DOCUMENT_BYTES)));
        return SqliteBackend.open(file(config), capabilities, config.clock(), config.get(ChangeFeed.TOMBSTONES));
    }

    private static DatabaseFile file(BackendConfig config) {
        return new DatabaseFile(config.path(), config.get(DURABILITY), config.get(BUSY_TIMEOUT));
    }

    @Override
    public void restore(Path snapshot, BackendConfig target, ExistingStore existing) {
        Restoration.restore(snapshot, file(target), existing, target.clock());
    }

    @Override
    public RepairReport repair(BackendConfig store) {
        return Repair.of(file(store), store.clock());
    }
}

package dev.marcus.persistence.postgresql;

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
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Opens stores in PostgreSQL by {@code postgresql://host:5432/database?schema=marcus}. Settings: {@code schema} (made if it
 * is missing), {@code user} and {@code password} (or as {@code //user:password@host}, or in the driver's password file),
 * {@code sslMode} (as the driver names them, such as verify-full), {@code timeout} (how long to wait for a lock, a
 * connection, or the server to come back), {@code connections} (how many read at once), {@code maxDocumentBytes},
 * {@code tombstones} (for how long deletions are told of, such as 7d).
 */
public final class PostgresqlBackendProvider implements PersistenceBackendProvider {
    static final Setting<String> SCHEMA = Setting.ofText("schema", "marcus");
    static final Setting<String> USER = Setting.ofText("user", "");
    static final Setting<String> PASSWORD = Setting.ofText("password", "");
    static final Setting<String> SSL_MODE = Setting.ofText("sslMode", "");
    static final Setting<Duration> TIMEOUT = Setting.ofDuration("timeout", Duration.ofSeconds(30));
    static final Setting<Integer> CONNECTIONS = Setting.ofInt("connections", 10, 1, 1000);
    private static final Setting<Integer> MAX_DOCUMENT_BYTES =
            Setting.ofInt("maxDocumentBytes", Limits.DEFAULT.documentBytes(), 1 << 20, 100 << 20);

    /** Called by the service loader. */
    public PostgresqlBackendProvider() {}

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    public String artifact() {
        String version = getClass().getPackage().getImplementationVersion();
        return "dev.marcus.persistence:persistence-postgresql" + (version == null ? "" : " " + version);
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public String defaultLocation() {
        return "//localhost:5432/marcus";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                SCHEMA, USER, PASSWORD, SSL_MODE, TIMEOUT, CONNECTIONS, MAX_DOCUMENT_BYTES, ChangeFeed.TOMBSTONES);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities(Limits.DEFAULT);
    }

    private static Capabilities capabilities(Limits limits) {
        return new Capabilities(
                Set.of(Capability.ATOMIC_COMMIT, Capability.CHANGE_FEED, Capability.INDEXES, Capability.MULTI_PROCESS),
                Durability.DISK,
                limits);
    }

    @Override
    public PersistenceBackend open(BackendConfig config) {
        Capabilities capabilities = capabilities(Limits.DEFAULT.withDocumentBytes(config.get(MAX_DOCUMENT_BYTES)));
        return PostgresqlBackend.open(Server.of(config), capabilities, config);
    }
}

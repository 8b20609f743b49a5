package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.spi.BackendConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The schema of a database on a server, and how to connect to it: by {@code //user@host:5432/database}, several hosts with
 * commas between. What is not said comes from the driver, which also reads a password file.
 */
final class Server {
    private static final Pattern LOCATION = Pattern.compile("//(?:([^@/]*)@)?([^@/]*)/([^/]+)");
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /**
     * Scans only where no index serves; one process a statement, so that rows come in the order they are asked for; and a
     * plan for all values, since the statements leave little to choose and to plan them costs more than to run them.
     */
    private static final String OPTIONS =
            "-c enable_seqscan=off -c max_parallel_workers_per_gather=0" + " -c plan_cache_mode=force_generic_plan";

    private final PGSimpleDataSource single;
    private final PGSimpleDataSource pooled;
    private final String place;
    private final String schema;
    private final Duration timeout;

    private Server(
            PGSimpleDataSource single, PGSimpleDataSource pooled, String place, String schema, Duration timeout) {
        this.single = single;
        this.pooled = pooled;
        this.place = place;
        this.schema = schema;
        this.timeout = timeout;
    }

    /** Reads where the store is; connects to nothing. */
    static Server of(BackendConfig config) {
        Matcher parts = LOCATION.matcher(config.location());
        if (!parts.matches()) {
            throw new ConfigurationException(
                    "PRS-110",
                    "The location of postgresql: has another form (expected: //host:5432/database, such as"
                            + " postgresql://localhost:5432/app?schema=marcus&user=app).",
                    null);
        }
        String schema = config.get(PostgresqlBackendProvider.SCHEMA);
        if (!SCHEMA.matcher(schema).matches()) {
            throw new ConfigurationException(
                    "PRS-110",
                    "Setting 'schema' of postgresql: '" + schema
                            + "' (expected: 1 to 63 of a-z, 0-9 and _, no digit first)",
                    null);
        }
        Duration timeout = config.get(PostgresqlBackendProvider.TIMEOUT);
        PGSimpleDataSource pooled = source(config, parts, schema, timeout);
        PGSimpleDataSource single = source(config, parts, schema, timeout);
        String place = "//" + parts.group(2) + "/" + parts.group(3) + ", schema " + schema;
        return new Server(single, pooled, place, schema, timeout);
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, Math.min(timeout.toSeconds(), Integer.MAX_VALUE / 1000));
    }

    private static PGSimpleDataSource source(BackendConfig config, Matcher parts, String schema, Duration timeout) {
        String hosts = parts.group(2);
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL("jdbc:postgresql://" + hosts + "/" + parts.group(3));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "PRS-110",
                    "The location of postgresql: names no server: '" + hosts + "' (expected: host:port)",
                    null); // the cause repeats the URL
        }
        identify(source, config, parts.group(1));
        int seconds = seconds(timeout);
        source.setConnectTimeout(seconds);
        source.setSocketTimeout(2 * seconds); // the server gives up waiting for a lock before that
        source.setTcpKeepAlive(true);
        source.setCurrentSchema(schema);
        source.setApplicationName("persistence");
        source.setLogServerErrorDetail(false); // it quotes rows
        source.setPrepareThreshold(2);
        source.setOptions(OPTIONS + " -c lock_timeout=" + timeout.toMillis());
        String sslMode = config.get(PostgresqlBackendProvider.SSL_MODE);
        if (!sslMode.isEmpty()) {
            source.setSslMode(sslMode);
        }
        return source;
    }

    private static void identify(PGSimpleDataSource source, BackendConfig config, @Nullable String userInfo) {
        String info = Optional.ofNullable(userInfo).orElse("");
        int colon = info.indexOf(':');
        String user = choose(config.get(PostgresqlBackendProvider.USER), colon < 0 ? info : info.substring(0, colon));
        String password =
                choose(config.get(PostgresqlBackendProvider.PASSWORD), colon < 0 ? "" : info.substring(colon + 1));
        if (!user.isEmpty()) {
            source.setUser(user);
        }
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
    }

    /** Returns what was set, or else what stood in the location with its percent signs resolved. */
    private static String choose(String setting, String inLocation) {
        return setting.isEmpty() ? URLDecoder.decode(inLocation.replace("+", "%2B"), StandardCharsets.UTF_8) : setting;
    }

    /**
     * Returns a new connection, which works in the schema. An interrupt does not cut it short: each step has its
     * limit, and all of them together have none, for which the driver would wait on another thread.
     */
    Connection connect() throws SQLException {
        return single.getConnection();
    }

    /** Returns what a pool makes connections by, which limits how long the making of one may take. */
    PGSimpleDataSource pooled() {
        return pooled;
    }

    /** Returns the name of the schema, which needs no quoting. */
    String schema() {
        return schema;
    }

    /** Returns how long to wait for a lock, a connection or the server; and half of how long it may be silent. */
    Duration timeout() {
        return timeout;
    }

    /** Names the place without user and password. */
    @Override
    public String toString() {
        return place;
    }
}

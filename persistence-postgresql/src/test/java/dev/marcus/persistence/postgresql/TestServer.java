package dev.marcus.persistence.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** A PostgreSQL server of the tests, with {@code fsync} as a real one has it; one for all tests of a run. */
final class TestServer {
    private static final EmbeddedPostgres SERVER = start();

    private TestServer() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "300")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int port() {
        return SERVER.getPort();
    }

    /** Returns a connection of the superuser. */
    static Connection connect() throws SQLException {
        return SERVER.getPostgresDatabase().getConnection();
    }

    /** Returns the URL of the store that belongs to this space. */
    static String url(Path space) {
        return url(schema(space));
    }

    /** Returns the schema of that store. */
    static String schema(Path space) {
        UUID hash = UUID.nameUUIDFromBytes(space.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
        return "s" + hash.toString().replace('-', '_');
    }

    /** Returns the URL of the store in this schema. */
    static String url(String schema) {
        return "postgresql://localhost:" + SERVER.getPort() + "/postgres?user=postgres&schema=" + schema;
    }
}

package dev.marcus.persistence.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /** Returns the URL of the store that belongs to this space. */
    static String url(Path space) {
        UUID hash = UUID.nameUUIDFromBytes(space.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
        return url("s" + hash.toString().replace('-', '_'));
    }

    /** Returns the URL of the store in this schema. */
    static String url(String schema) {
        return "postgresql://localhost:" + SERVER.getPort() + "/postgres?user=postgres&schema=" + schema;
    }
}

package dev.marcus.persistence.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/** A server as it is set up without further thought, except that it syncs. */
final class PostgresqlServer implements AutoCloseable {
    private final EmbeddedPostgres server;

    PostgresqlServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    String storeUrl() {
        return "postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&schema=benchmark";
    }

    String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class PostgresqlBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return TestServer.url(space);
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class SqliteBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "sqlite:" + space;
    }
}

package com.acme.logstore;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class LogStoreTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "log:" + space;
    }
}

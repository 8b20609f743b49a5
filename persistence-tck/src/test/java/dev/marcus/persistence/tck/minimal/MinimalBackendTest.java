package dev.marcus.persistence.tck.minimal;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class MinimalBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "minimal:" + space;
    }
}

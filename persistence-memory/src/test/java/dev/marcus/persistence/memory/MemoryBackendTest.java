package dev.marcus.persistence.memory;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class MemoryBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "memory:" + space;
    }
}

package dev.marcus.persistence.file;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

class FileBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "file:" + space;
    }
}

package dev.marcus.persistence.tck.minimal;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

/** The backend that the guide for authors ends with, which stands in a project of its own among the examples. */
class LogStoreTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "log:" + space;
    }
}

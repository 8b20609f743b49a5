package dev.marcus.persistence;

import java.nio.file.Path;

class MemoryPersistenceTest extends PersistenceTest {
    @Override
    String url(Path space) {
        return "memory:" + space;
    }
}

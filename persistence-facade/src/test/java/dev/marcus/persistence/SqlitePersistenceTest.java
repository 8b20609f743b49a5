package dev.marcus.persistence;

import java.nio.file.Path;

class SqlitePersistenceTest extends PersistenceTest {
    @Override
    String url(Path space) {
        return "sqlite:" + space;
    }
}

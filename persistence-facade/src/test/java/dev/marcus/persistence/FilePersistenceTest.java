package dev.marcus.persistence;

import java.nio.file.Path;

class FilePersistenceTest extends PersistenceTest {
    @Override
    String url(Path space) {
        return "file:" + space;
    }
}

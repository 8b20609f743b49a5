package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.discovery.Stores;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePersistenceTest extends PersistenceTest {
    @Override
    String url(Path space) {
        return "file:" + space;
    }

    @Test
    void backup_isWhatARestoreGives(@TempDir Path temp) {
        try (Persistence persistence = Persistence.open("file:" + temp.resolve("store"))) {
            persistence.store("notes", "before", Map.of("n", 1));
            assertThat(persistence.backup(temp.resolve("backup")).directory()).isEqualTo(temp.resolve("backup"));
            persistence.store("notes", "after", Map.of("n", 2));
        }
        Stores.restore(temp.resolve("backup"), "file:" + temp.resolve("restored"));
        try (Persistence restored = Persistence.open("file:" + temp.resolve("restored"))) {
            assertThat(restored.retrieve("notes", "before")).isPresent();
            assertThat(restored.retrieve("notes", "after")).isEmpty();
            assertThat(restored.verify().isIntact()).isTrue();
        }
    }
}

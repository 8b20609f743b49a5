package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others put, copied, changed or named in ways of their own. */
class ForeignFilesTest {
    private static final String ENTRY = "{\"%s\": {\"n\": 1, \"_stored_at\": \"2026-10-01T12:00:00+00:00\"}}";

    @TempDir
    Path directory;

    private Store open() {
        return Stores.open("file:" + directory);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(directory.resolve(file), content);
    }

    @Test
    void store_intoACollectionThatDiffersInCaseFromAFile_getsAnotherFile_alsoWhereCaseDoesNotCount()
            throws IOException {
        String theirs = ENTRY.formatted("theirs");
        write("Events.json", theirs);
        try (Store store = open()) {
            store.store("events", "ours", Document.empty());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .doesNotHaveDuplicates();
        }
        assertThat(Files.readString(directory.resolve("Events.json"))).isEqualTo(theirs);
        try (Store store = open()) {
            assertThat(store.retrieve("Events", "theirs")).isPresent();
            assertThat(store.retrieve("events", "ours")).isPresent();
        }
    }
}

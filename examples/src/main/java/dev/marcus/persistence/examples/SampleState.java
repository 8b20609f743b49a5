package dev.marcus.persistence.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A state directory and a database as Marcus itself wrote them, with made-up content. */
final class SampleState {
    private SampleState() {}

    /** Unpacks both and returns the state directory; the database lies beside it. */
    static Path unpack(Path into) throws IOException {
        try (InputStream resource = Objects.requireNonNull(SampleState.class.getResourceAsStream("marcus_state.zip"));
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, zip.readAllBytes());
            }
        }
        return into.resolve("marcus_state");
    }
}

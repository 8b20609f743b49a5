package dev.marcus.persistence.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A state directory as Marcus itself wrote it, unpacked for one test. */
final class MarcusDirectory {
    private MarcusDirectory() {}

    static Path unpack(Path into) throws IOException {
        try (InputStream resource =
                        Objects.requireNonNull(MarcusDirectory.class.getResourceAsStream("/marcus_state.zip"));
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        return into.resolve("marcus_state");
    }
}

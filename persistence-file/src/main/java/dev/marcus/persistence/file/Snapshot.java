package dev.marcus.persistence.file;

import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Writes a state of a store to another directory, as the files of a store that was closed. */
final class Snapshot {
    private final StoreDirectory from;
    private final Contents contents;

    Snapshot(StoreDirectory from, Contents contents) {
        this.from = from;
        this.contents = contents;
    }

    /**
     * Writes the files. What is damaged goes along as it is, and is as little served there.
     *
     * @throws StorageException if they cannot be written
     */
    void write(StoreState state, Manifest manifest, Instant now, Path directory) {
        try {
            StoreDirectory to = new StoreDirectory(from.disk(), directory.toRealPath());
            RealDisk.createDirectory(to.inside());
            Map<String, Manifest.Part> blocked = new HashMap<>();
            for (Map.Entry<String, Manifest.Part> entry : manifest.parts().entrySet()) {
                if (contents.isBlocked(entry.getKey())) {
                    blocked.put(entry.getKey(), entry.getValue());
                    copy(entry.getValue().file(), to);
                }
            }
            Manifest base = new Manifest(
                    manifest.storeId(), state.revision(), state.lastTime(), now, true, 1, null, Map.copyOf(blocked));
            new Checkpoint(to, contents, Set.of()).write(base, state, state.names(), now, true, 1);
        } catch (IOException e) {
            throw new StorageException(
                    directory + ": the files of a backup cannot be written (expected: room, and write permission)", e);
        }
    }

    private void copy(String file, StoreDirectory to) throws IOException {
        Path source = from.path().resolve(file);
        if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            try (Disk.Appender copy = to.disk().create(to.path().resolve(file))) {
                copy.append(from.disk().read(source));
            }
        }
    }
}

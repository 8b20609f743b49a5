package com.acme.logstore;

import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.store.ExistingStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Puts a copy in the place of a store; whenever it is interrupted, the place holds one of the two whole. */
final class Restoring {
    static final String COPY = "log";

    private Restoring() {}

    static void restore(Path snapshot, Path place, ExistingStore existing) {
        Path draft = place.resolveSibling(place.getFileName() + "." + UUID.randomUUID() + ".draft");
        try {
            Files.copy(snapshot.resolve(COPY), draft);
            sync(draft, StandardOpenOption.WRITE);
            if (Files.exists(place) && existing == ExistingStore.SET_ASIDE) {
                replace(place, draft);
            } else {
                Files.createLink(place, draft); // which never takes the place of another file
            }
            sync(place.toAbsolutePath().getParent(), StandardOpenOption.READ);
        } catch (FileAlreadyExistsException e) {
            throw RestoringProvider.holdsData("log:" + place);
        } catch (IOException e) {
            throw new StorageException("restore to " + place + ": " + e.getMessage(), e);
        } finally {
            draft.toFile().delete();
        }
    }

    /** The old store gets its new name before it loses the old one. */
    private static void replace(Path place, Path draft) throws IOException {
        LogFile old = new LogFile(place); // fails if somebody has it open
        try {
            Files.createLink(place.resolveSibling(place.getFileName() + ".replaced-" + UUID.randomUUID()), place);
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            old.close();
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}

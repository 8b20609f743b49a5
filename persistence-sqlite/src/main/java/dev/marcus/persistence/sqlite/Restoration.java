package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.store.ExistingStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;

/** Copies of a database: taken beside writers, and put in the place of a store. */
final class Restoration {
    private static final String COPY = "store.db";

    private Restoration() {}

    /**
     * Writes a copy of one moment. {@code VACUUM INTO} reads it in one transaction, for which writers do not wait; it is
     * taken rather than SQLite's backup of pages because that begins anew whenever another process writes, and copies
     * damaged pages and deleted content as they are, where this one fails and leaves out.
     */
    static void snapshot(DatabaseFile file, Path directory) {
        Path copy = directory.resolve(COPY);
        try {
            DiskFiles.create(
                    copy); // empty, which SQLite accepts, so that nobody else may read it from the first byte on
            try (Connection connection = file.plain();
                    PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, copy.toAbsolutePath().toString());
                vacuum.execute();
            }
        } catch (IOException e) {
            throw new StorageException(
                    "backup of " + file.path() + ": " + copy + " cannot be created (expected: write" + " permission)",
                    e);
        } catch (SQLException e) {
            throw SqlErrors.translate("backup", file, e);
        }
    }

    static void restore(Path snapshot, DatabaseFile target, ExistingStore existing, InstantSource clock) {
        Path source = snapshot.resolve(COPY);
        if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new CorruptionException(
                    "restore: " + source + " is missing (expected: a backup of sqlite). Nothing was changed.");
        }
        Path place = place(target);
        refuse(target, place, existing);
        Path draft = DiskFiles.draft(place);
        try {
            DiskFiles.createDirectoryOf(place);
            DiskFiles.create(draft);
            try (OutputStream out = Files.newOutputStream(draft)) {
                Files.copy(source, out);
            }
            DiskFiles.sync(draft);
            put(draft, place, target, existing, clock);
        } catch (IOException e) {
            throw new StorageException(
                    "restore to " + place + ": " + e
                            + " (expected: room, and a directory that can be written). What was"
                            + " there is there under its name.",
                    e);
        } finally {
            DiskFiles.deleteQuietly(draft);
        }
    }

    /** Returns where the file is itself, as its log lies beside it and not beside a link. */
    private static Path place(DatabaseFile target) {
        return Files.exists(target.path(), LinkOption.NOFOLLOW_LINKS) ? Exclusive.realPath(target) : target.path();
    }

    private static void refuse(DatabaseFile target, Path place, ExistingStore existing) {
        if (existing == ExistingStore.REFUSE && Replacement.isNeeded(place)) {
            throw RestoringProvider.holdsData("sqlite:" + target.path());
        }
    }

    private static void put(Path draft, Path place, DatabaseFile target, ExistingStore existing, InstantSource clock)
            throws IOException {
        if (Files.exists(place)) {
            refuse(target, place, existing);
            Exclusive lock = Exclusive.of("restore", target);
            try {
                Replacement.replace(place, draft, "replaced", clock);
            } finally {
                lock.close();
            }
        } else if (Replacement.isNeeded(place)) {
            refuse(target, place, existing);
            Replacement.replace(place, draft, "replaced", clock); // only the log of a database that is gone
        } else {
            try {
                Files.createLink(place, draft);
            } catch (FileAlreadyExistsException e) {
                throw RestoringProvider.holdsData("sqlite:" + target.path());
            }
            DiskFiles.syncDirectoryOf(place);
        }
    }
}

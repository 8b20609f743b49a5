package dev.marcus.persistence.backup;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.store.BackupReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes backups and checks them. A backup is a directory with the files of the backend in {@code store} and, written last,
 * {@code BACKUP.json}, which lists them; without it there is no backup.
 */
public final class Backups {
    static final String SNAPSHOT = "store";

    private Backups() {}

    /**
     * A backup that was found whole.
     *
     * @param scheme the backend that it is of
     * @param snapshot where the files of the backend are
     * @param report what it is
     */
    public record Checked(String scheme, Path snapshot, BackupReport report) {}

    /**
     * Writes a backup to this directory, which is made for the owner alone, its parents too if they are missing. When this
     * returns, everything is on the medium. After a failure nothing of it is left, except parents that were made.
     *
     * @throws InvalidRequestException if something is at the place other than an empty directory
     * @throws StorageException if it cannot be written
     */
    public static BackupReport take(
            SnapshotBackup backend, String scheme, String storeId, Instant takenAt, Path directory) {
        boolean made = checkPlace(directory);
        List<Path> changed = new ArrayList<>();
        try {
            changed.addAll(Medium.createDirectories(directory));
            Path snapshot = directory.resolve(SNAPSHOT);
            Medium.createDirectory(snapshot);
            backend.snapshotTo(snapshot);
            Manifest manifest = new Manifest(scheme, storeId, takenAt, Content.forced(snapshot));
            manifest.write(directory);
            for (Path parent : changed) {
                Medium.sync(parent);
            }
            return manifest.report(directory);
        } catch (IOException e) {
            remove(directory, made, e);
            throw new StorageException(
                    "backup to " + directory + ": it cannot be written: " + e
                            + " (expected: room, and write permission; nothing of it is left)",
                    e);
        } catch (RuntimeException | Error e) {
            remove(directory, made, e);
            throw e;
        }
    }

    /** Says whether the directory is still to be made. */
    private static boolean checkPlace(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidRequestException("backup to " + directory
                    + ": there is something that is no directory (expected: nothing, or an empty"
                    + " directory; name another place)");
        }
        try (var children = Files.newDirectoryStream(directory)) {
            if (children.iterator().hasNext()) {
                throw new InvalidRequestException("backup to " + directory
                        + ": the directory is not empty (expected: nothing, or an empty directory; name another"
                        + " place)");
            }
            return false;
        } catch (IOException e) {
            throw new StorageException("backup to " + directory + ": it cannot be read (expected: read permission)", e);
        }
    }

    /** Removes what this backup wrote, the list first, so that a remainder is never taken for a backup. */
    private static void remove(Path directory, boolean made, Throwable cause) {
        try {
            Manifest.delete(directory);
            Medium.deleteTree(directory.resolve(SNAPSHOT));
            if (made) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Reads the whole backup and compares it with its list: every file is there, with its length and digest, and nothing
     * else. Changes nothing.
     *
     * @throws InvalidRequestException if there is no directory
     * @throws CorruptionException if it is no whole backup; the message names the first file that is wrong
     * @throws StorageException if it cannot be read, or a later version wrote it
     */
    public static Checked check(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidRequestException(
                    "backup " + directory + ": no such directory (expected: one that a backup was written to)");
        }
        try {
            Manifest manifest = Manifest.read(directory);
            Content.checkTop(directory);
            manifest.content().checkAgainst(directory.resolve(SNAPSHOT));
            return new Checked(manifest.scheme(), directory.resolve(SNAPSHOT), manifest.report(directory));
        } catch (IOException e) {
            throw new StorageException(
                    "backup " + directory + ": it cannot be read: " + e + " (expected: files, and read permission)", e);
        }
    }

    /** Returns the error that says what is wrong with a backup. */
    static CorruptionException damaged(Path file, String reason) {
        return new CorruptionException("backup: " + file + " " + reason + "; nothing was changed (expected: a backup as"
                + " it was written; use another one)");
    }
}

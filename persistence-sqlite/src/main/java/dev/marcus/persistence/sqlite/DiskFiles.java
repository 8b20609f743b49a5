package dev.marcus.persistence.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Files and directories that belong to their owner alone, and what is needed to put one in its place for good. */
final class DiskFiles {
    private DiskFiles() {}

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] permissions(String posix) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix))}
                : new FileAttribute<?>[0];
    }

    /** Makes the directory in which the file is to be. */
    static void createDirectoryOf(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent, permissions("rwx------"));
        }
    }

    static void create(Path file) throws IOException {
        Files.createFile(file, permissions("rw-------"));
    }

    /** Returns a name beside the file that nobody else uses. */
    static Path draft(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    static void sync(Path file) throws IOException {
        StandardOpenOption how = Files.isDirectory(file) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    /** Forces the names in the directory of the file to the medium, where the system knows that. */
    static void syncDirectoryOf(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null && posix()) {
            sync(parent);
        }
    }

    static void deleteQuietly(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            System.getLogger(DatabaseFile.class.getName())
                    .log(System.Logger.Level.WARNING, "The temporary file " + draft + " could not be removed.", e);
        }
    }
}

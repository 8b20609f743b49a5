package dev.marcus.persistence.file;

import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.RestoringProvider;
import dev.marcus.persistence.store.ExistingStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Puts a backup in the place of a directory. The copy is whole and on the medium under a name of its own before the
 * directory is touched; between the two renames that follow, an opening finishes what was begun.
 */
final class Restoring {
    private static final String RESTORED = ".restored";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuuMMdd'T'HHmmss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Disk disk = new RealDisk();
    private final Path target;
    private final Path parent;

    Restoring(Path location) {
        target = location.toAbsolutePath().normalize();
        parent = Objects.requireNonNull(target.getParent(), "a directory has a parent");
    }

    private Path beside(String suffix) {
        return parent.resolve(target.getFileName() + suffix);
    }

    /** Returns a name beside the directory that says when what bears it was put aside. */
    static String aside(String name) {
        return name + "-" + STAMP.format(Clock.systemUTC().instant());
    }

    /** Says whether a restore was interrupted when all but the last step was done. */
    boolean isUnfinished() {
        return !Files.exists(target, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(beside(RESTORED));
    }

    /**
     * Does the last step of a restore that was interrupted before it. A copy that was ready when the directory had not been
     * touched yet is put under another name, so that it never comes up later.
     */
    void finishInterrupted() throws IOException {
        if (isUnfinished()) {
            put(beside(RESTORED), target);
        } else if (Files.isDirectory(beside(RESTORED))) {
            put(beside(RESTORED), beside(aside(".not-restored")));
        }
    }

    void restore(Path snapshot, ExistingStore existing) {
        try {
            finishInterrupted();
            RealDisk.createDirectory(parent);
            boolean occupied = isOccupied();
            if (occupied && existing == ExistingStore.REFUSE) {
                throw RestoringProvider.holdsData(target.toString());
            }
            Path copy = beside(".restoring-" + UUID.randomUUID());
            try {
                copy(snapshot, copy);
                if (occupied) {
                    replace(copy);
                } else {
                    Files.deleteIfExists(target);
                    put(copy, target);
                }
            } finally {
                deleteTree(copy);
            }
        } catch (IOException e) {
            throw new StorageException(
                    "restore to " + target + ": " + e
                            + " (expected: room, and write permission; what was there before is" + " still there)",
                    e);
        }
    }

    private boolean isOccupied() throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> children = Files.list(target)) {
            return children.findAny().isPresent();
        }
    }

    private void replace(Path copy) throws IOException {
        Path inside = target.resolve(StoreDirectory.INSIDE);
        if (Files.isDirectory(inside)) {
            OwnerLock lock = OwnerLock.take(target.toRealPath(), inside); // nobody else has it open
            try {
                swap(copy);
            } finally {
                lock.close();
            }
        } else {
            swap(copy);
        }
    }

    private void swap(Path copy) throws IOException {
        Path ready = beside(RESTORED);
        put(copy, ready);
        Path old = beside(aside(".replaced"));
        try {
            put(target, old);
        } catch (IOException e) {
            put(ready, copy);
            throw e;
        }
        put(ready, target); // if this fails, the next opening does it
    }

    private void put(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        disk.forceDirectory(parent);
    }

    private void copy(Path from, Path to) throws IOException {
        RealDisk.createDirectory(to);
        List<Path> children;
        try (Stream<Path> listed = Files.list(from)) {
            children = listed.toList();
        }
        for (Path child : children) {
            Path copy = to.resolve(child.getFileName().toString());
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                copy(child, copy);
            } else {
                copyFile(child, copy);
            }
        }
        disk.forceDirectory(to);
    }

    private void copyFile(Path from, Path to) throws IOException {
        try (InputStream in = disk.open(from);
                Disk.Appender out = disk.create(to)) {
            for (byte[] chunk = in.readNBytes(1 << 20); chunk.length > 0; chunk = in.readNBytes(1 << 20)) {
                out.append(chunk);
            }
            out.force();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            return; // it was put in its place
        }
    }
}

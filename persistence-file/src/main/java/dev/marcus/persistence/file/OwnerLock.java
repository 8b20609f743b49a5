package dev.marcus.persistence.file;

import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lock that makes a directory one store's own. Held by the operating system, so it ends with the process; a register
 * inside the JVM is asked first, because closing a second channel on the file would give the lock of the first away.
 */
final class OwnerLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Channels on files that another class loader of this JVM has locked; closing one would give that lock away. */
    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final FileChannel channel;

    private OwnerLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock of the store in this directory, whose real path is given. */
    static OwnerLock take(Path directory, Path inside) {
        if (!HELD.add(directory)) {
            throw taken(directory, "this process, " + ProcessHandle.current().pid(), null);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    inside.resolve("LOCK"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    RealDisk.OWNER_ONLY);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw taken(directory, owner(inside), null);
            }
            tellOwner(inside.resolve("OWNER"));
            return new OwnerLock(directory, channel);
        } catch (OverlappingFileLockException e) {
            HELD.remove(directory);
            LEFT_OPEN.add(channel);
            throw taken(directory, "this process, " + ProcessHandle.current().pid(), e);
        } catch (IOException e) {
            release(directory, channel);
            throw new StorageException(
                    directory + " cannot be locked (expected: a local directory that can be written)", e);
        } catch (RuntimeException e) {
            release(directory, channel);
            throw e;
        }
    }

    private static void tellOwner(Path file) throws IOException {
        String owner = "process " + ProcessHandle.current().pid() + " since "
                + ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Object::toString)
                        .orElse("an unknown time")
                + System.lineSeparator();
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        LinkOption.NOFOLLOW_LINKS),
                RealDisk.OWNER_ONLY)) {
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static TransientException taken(Path directory, String owner, @Nullable Throwable cause) {
        return new TransientException(
                directory + " is open in " + owner
                        + " (expected: one process and one opening at a time; close the other, or use a backend with"
                        + " MULTI_PROCESS)",
                Duration.ofSeconds(1),
                cause);
    }

    private static String owner(Path inside) {
        try {
            return Files.readString(inside.resolve("OWNER"), StandardCharsets.UTF_8)
                    .trim();
        } catch (IOException e) {
            return "another process";
        }
    }

    private static void release(Path directory, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(OwnerLock.class.getName())
                    .log(System.Logger.Level.WARNING, "The lock file of " + directory + " could not be closed.", e);
        } finally {
            HELD.remove(directory);
        }
    }

    @Override
    public void close() {
        release(directory, channel);
    }
}

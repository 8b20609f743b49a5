package dev.marcus.persistence.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A file that is being written beside the others, to be put in its place when it is whole; for one thread. */
final class DraftFile implements AutoCloseable {
    private final Path path;
    private final Disk.Appender file;
    private final CRC32C checksum = new CRC32C();

    DraftFile(Disk disk, Path path) throws IOException {
        this.path = path;
        file = disk.create(path);
    }

    void append(byte[] bytes) throws IOException {
        checksum.update(bytes);
        file.append(bytes);
    }

    long bytes() {
        return file.size();
    }

    long checksum() {
        return checksum.getValue();
    }

    /** Returns the place of the file when its content is on the medium. */
    Path force() throws IOException {
        file.force();
        return path;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

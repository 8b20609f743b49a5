package dev.marcus.persistence.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The real disk, with a look at every operation before it is done, which may fail it. Syncs are left out, because only a
 * loss of power would show the difference.
 */
class WatchedDisk implements Disk {
    private final Disk real = new RealDisk();

    /** Called before each operation, with the name of its method; an exception is what the operation ends with. */
    void before(String operation, Path file) throws IOException {}

    @Override
    public Appender create(Path file) throws IOException {
        before("create", file);
        Appender appender = real.create(file);
        return new Appender() {
            @Override
            public void append(byte[] bytes) throws IOException {
                before("append", file);
                appender.append(bytes);
            }

            @Override
            public void force() throws IOException {
                before("force", file);
            }

            @Override
            public void reserve(long length) throws IOException {
                before("reserve", file);
                appender.reserve(length);
            }

            @Override
            public long size() {
                return appender.size();
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public byte[] read(Path file) throws IOException {
        before("read", file);
        return real.read(file);
    }

    @Override
    public InputStream open(Path file) throws IOException {
        before("open", file);
        return real.open(file);
    }

    @Override
    public void force(Path file) throws IOException {
        before("force", file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        before("rename", to);
        real.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        before("delete", file);
        real.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        before("forceDirectory", directory);
    }

    @Override
    public Instant modified(Path file) throws IOException {
        before("modified", file);
        return real.modified(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        before("list", directory);
        return real.list(directory);
    }
}

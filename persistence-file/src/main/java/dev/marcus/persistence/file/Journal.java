package dev.marcus.persistence.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

/** The journal that is written to; for one thread. */
final class Journal implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Disk.Appender file;
    private final long salt;
    private long lastNumber;
    private long durable;

    private Journal(Disk.Appender file, long salt) {
        this.file = file;
        this.salt = salt;
    }

    static String name(long number) {
        String digits = Long.toString(number);
        return "journal-" + "0".repeat(Math.max(0, 10 - digits.length())) + digits + ".wal";
    }

    /**
     * Creates an empty journal. It gets its name when its header is on the medium, so that every journal has a whole one;
     * that the name is on the medium too is the caller's care.
     */
    static Journal create(Disk disk, Path path) throws IOException {
        long salt = RANDOM.nextLong();
        Path draft = path.resolveSibling(UUID.randomUUID() + ".tmp");
        Disk.Appender file = disk.create(draft);
        try {
            file.append(JournalFormat.header(salt));
            file.force();
            disk.rename(draft, path);
            return new Journal(file, salt);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Hands the records to the operating system, in one piece. */
    void append(List<byte[]> records) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        long number = lastNumber;
        for (byte[] record : records) {
            number++;
            lines.writeBytes(JournalFormat.line(salt, number, durable, record));
        }
        file.append(lines.toByteArray());
        lastNumber = number;
    }

    /** Returns when everything appended is on the medium. */
    void force() throws IOException {
        file.force();
        durable = lastNumber;
    }

    boolean isForced() {
        return durable == lastNumber;
    }

    long size() {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

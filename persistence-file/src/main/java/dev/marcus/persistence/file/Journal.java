package dev.marcus.persistence.file;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Draft;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The journal that is written to; for one thread. */
final class Journal implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long LARGEST_COMMIT = 1 << 30;
    private static final long LEAST_ROOM = 1 << 16;
    private static final long MOST_ROOM = 4 << 20;

    private final Disk.Appender file;
    private final long salt;
    private final TextBuffer lines = new TextBuffer();
    private long added;
    private long lastNumber;
    private long durable;
    private long room;

    private Journal(Disk.Appender file, long salt) {
        this.file = file;
        this.salt = salt;
    }

    static String name(long number) {
        String digits = Long.toString(number);
        return "journal-" + "0".repeat(Math.max(0, 10 - digits.length())) + digits + ".wal";
    }

    /**
     * Creates an empty journal behind one with so many commits. It gets its name when its header is on the medium, so that
     * every journal has a whole one; that the name is on the medium too is the caller's care.
     */
    static Journal create(Disk disk, Path path, long after) throws IOException {
        long salt = RANDOM.nextLong() & Long.MAX_VALUE;
        Path draft = path.resolveSibling(UUID.randomUUID() + ".tmp");
        Disk.Appender file = disk.create(draft);
        try {
            file.append(JournalFormat.header(salt, after));
            file.force();
            disk.rename(draft, path);
            return new Journal(file, salt);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Adds a commit to those that are written next.
     *
     * @throws InvalidRequestException if it is too large to be written; the others are not affected
     */
    void add(List<Draft.Written> written, Instant lastTime) {
        long size = 0;
        for (Draft.Written change : written) {
            size += 300L
                    + 6L * change.key().length()
                    + (change.entry() == null ? 0 : change.entry().document().size());
        }
        if (size > LARGEST_COMMIT) {
            throw new InvalidRequestException("commit: about " + size + " bytes (expected: at most " + LARGEST_COMMIT
                    + "; split it into several)");
        }
        int at = JournalFormat.begin(lines);
        JournalRecord.encode(written, lastTime, lines);
        added++;
        JournalFormat.end(lines, at, salt, lastNumber + added, durable);
    }

    /** Returns how many bytes wait to be written. */
    int addedBytes() {
        return lines.length();
    }

    /** Hands what was added to the operating system, in one piece; after a failure it is forgotten. */
    void append() throws IOException {
        try {
            makeRoom();
            file.append(lines.toBytes());
            lastNumber += added;
        } finally {
            added = 0;
            lines.clear();
        }
    }

    /**
     * A sync of bytes that the file already has costs less than one that makes it longer; for many bytes at once it costs
     * more to write them twice.
     */
    private void makeRoom() {
        long needed = file.size() + lines.length();
        if (needed > room && lines.length() < LEAST_ROOM) {
            long more = Math.max(LEAST_ROOM, Math.min(MOST_ROOM, needed));
            room = needed + more;
            try {
                file.reserve(room);
            } catch (IOException e) {
                System.getLogger(Journal.class.getName())
                        .log(System.Logger.Level.DEBUG, "No room could be made ahead; the journal grows as it is.", e);
            }
        }
    }

    /** Returns when everything appended is on the medium. */
    void force() throws IOException {
        file.force();
        durable = lastNumber;
    }

    boolean isForced() {
        return durable == lastNumber;
    }

    /** Returns how many commits were appended. */
    long commits() {
        return lastNumber;
    }

    long size() {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

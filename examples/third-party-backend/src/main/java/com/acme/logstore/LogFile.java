package com.acme.logstore;

import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StorageException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Lines of a checksum and a JSON document each. */
final class LogFile {
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final RandomAccessFile file; // not a channel, which an interrupt would close
    private final List<Document> lines = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean failed;

    LogFile(Path path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
            lock();
        } catch (IOException e) {
            throw new StorageException("open " + path + ": " + e.getMessage(), e);
        }
    }

    /** Reads what is there; once, before anything else. */
    void read() {
        try {
            byte[] content = new byte[(int) file.length()];
            file.readFully(content); // not through another stream, whose closing would end the lock
            read(content);
        } catch (IOException e) {
            throw new StorageException("open " + path + ": " + e.getMessage(), e);
        }
    }

    private void lock() throws IOException {
        try {
            if (file.getChannel().tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it
        }
        file.close();
        throw new StorageException("open " + path + ": this or another process has it open (expected: one owner)");
    }

    private void read(byte[] content) throws IOException {
        int start = 0;
        for (int end = 0; end < content.length; end++) {
            if (content[end] == '\n') {
                lines.add(decode(new String(content, start, end - start, StandardCharsets.UTF_8)));
                start = end + 1;
            }
        }
        if (start < content.length) { // left by a crash; nobody was told that it is stored, but it is kept
            Path kept = path.resolveSibling(path.getFileName() + ".tail-" + start);
            Files.write(kept, Arrays.copyOfRange(content, start, content.length));
            findings.add(new Finding(kept.toString(), null, null, "an unfinished commit"));
            file.setLength(start);
        }
        file.getFD().sync();
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true); // a new file is not there for sure before its name is
        }
    }

    private Document decode(String line) {
        try {
            String json = line.substring(Math.min(9, line.length()));
            if (line.startsWith(checksum(json))) {
                return Document.parse(json);
            }
        } catch (InvalidRequestException e) {
            // told below
        }
        throw new CorruptionException("open " + path + ": line " + (lines.size() + 1)
                + " does not match its checksum; nothing was changed (restore a copy)");
    }

    private static String checksum(String json) {
        CRC32C checksum = new CRC32C();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x ", checksum.getValue());
    }

    List<Document> lines() {
        return lines;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Copies the lines there are now; others may be added meanwhile. */
    void copyTo(Path target) {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            long end = length();
            for (long at = 0; at < end; at += PIECE) {
                out.write(piece(at, (int) Math.min(PIECE, end - at)));
            }
        } catch (IOException e) {
            throw new StorageException("backup of " + path + " to " + target + ": " + e.getMessage(), e);
        }
    }

    private synchronized long length() throws IOException {
        return file.length();
    }

    private synchronized byte[] piece(long at, int length) throws IOException {
        byte[] piece = new byte[length];
        file.seek(at);
        file.readFully(piece);
        return piece;
    }

    /** Adds a line, which is on the disk when this returns. */
    synchronized void append(Document line) {
        if (failed) {
            throw new StorageException("write " + path + ": an earlier write failed (expected: open the store again)");
        }
        String json = line.toJson();
        try {
            file.seek(file.length());
            file.write((checksum(json) + json + "\n").getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            failed = true;
            throw new OutcomeUnknownException("write " + path + ": " + e.getMessage() + " (open it again and look)", e);
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new StorageException("close " + path + ": " + e.getMessage(), e);
        }
    }
}

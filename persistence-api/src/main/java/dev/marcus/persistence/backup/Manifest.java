package dev.marcus.persistence.backup;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.store.BackupReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The list that makes a directory a backup: one line of JSON, whose last member is the digest of the text before it, so
 * that no byte of it can change unnoticed.
 */
record Manifest(String scheme, String storeId, Instant takenAt, Content content) {
    static final String FILE = "BACKUP.json";
    private static final String DRAFT = FILE + ".tmp";
    private static final long FORMAT = 1;
    private static final String DIGEST = ",\"digest\":\"";
    private static final String END = "\"}\n";
    private static final int TAIL = DIGEST.length() + 64 + END.length();

    /** Writes the list, on which everything else is on the medium already. */
    void write(Path directory) throws IOException {
        Medium.publish(directory.resolve(FILE), directory.resolve(DRAFT), encode());
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
        Files.deleteIfExists(directory.resolve(DRAFT));
    }

    BackupReport report(Path directory) {
        long bytes = content.files().values().stream()
                .mapToLong(Content.Digested::bytes)
                .sum();
        return new BackupReport(directory, storeId, takenAt, content.files().size(), bytes);
    }

    private byte[] encode() {
        List<Object> files = new ArrayList<>();
        content.files()
                .forEach((name, file) ->
                        files.add(new TreeMap<>(Map.of("name", name, "bytes", file.bytes(), "sha256", file.sha256()))));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("format", FORMAT);
        members.put("scheme", scheme);
        members.put("store_id", storeId);
        members.put("taken_at", takenAt.toString());
        members.put("directories", List.copyOf(content.directories()));
        members.put("files", files);
        byte[] text = Document.of(members).toUtf8();
        byte[] head = Arrays.copyOf(text, text.length - 1); // without the bracket that ends it
        byte[] whole = Arrays.copyOf(head, head.length + TAIL);
        byte[] tail = tail(head);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    private static byte[] tail(byte[] head) {
        return (DIGEST + Medium.digest(head) + END).getBytes(StandardCharsets.US_ASCII);
    }

    static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Backups.damaged(file, "is missing: the backup was interrupted, or there is none");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Backups.damaged(file, "is no file");
        }
        byte[] content = Files.readAllBytes(file);
        byte[] head = Arrays.copyOf(content, Math.max(0, content.length - TAIL));
        if (!Arrays.equals(tail(head), Arrays.copyOfRange(content, head.length, content.length))) {
            throw Backups.damaged(file, "does not have its digest");
        }
        try {
            Manifest manifest = decode(file, Document.parse(content));
            String faulty = manifest.content.faultyName();
            if (faulty != null) {
                throw Backups.damaged(file, "lists '" + faulty + "', which is no plain name of its own");
            }
            return manifest;
        } catch (InvalidRequestException | DateTimeException e) {
            throw Backups.damaged(file, "is no list of a backup");
        }
    }

    private static Manifest decode(Path file, Document list) {
        long format = number(list, "format");
        if (format != FORMAT) {
            throw new StorageException("backup: " + file + " has the format " + format + " (expected: " + FORMAT
                    + "; use the version that wrote it). Nothing was changed.");
        }
        TreeMap<String, Content.Digested> files = new TreeMap<>();
        TreeSet<String> directories = new TreeSet<>();
        for (Object each : as(List.class, value(list, "files"))) {
            Document entry = Document.of(members(each));
            files.put(text(entry, "name"), new Content.Digested(number(entry, "bytes"), text(entry, "sha256")));
        }
        for (Object each : as(List.class, value(list, "directories"))) {
            directories.add(as(String.class, each));
        }
        Content content = new Content(files, directories);
        return new Manifest(
                text(list, "scheme"), text(list, "store_id"), Instant.parse(text(list, "taken_at")), content);
    }

    private static <T> T as(Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new InvalidRequestException("value: of another kind (expected: " + type.getSimpleName() + ")");
        }
        return type.cast(value);
    }

    private static Map<String, Object> members(@Nullable Object object) {
        Map<String, Object> members = new LinkedHashMap<>();
        Map<?, ?> found = as(Map.class, object);
        found.forEach((name, value) -> members.put(String.valueOf(name), value));
        return members;
    }

    private static Object value(Document list, String name) {
        return list.get(name).orElseThrow(() -> new InvalidRequestException(name + ": missing (expected: a value)"));
    }

    private static String text(Document list, String name) {
        return as(String.class, value(list, name));
    }

    private static long number(Document list, String name) {
        return as(Long.class, value(list, name));
    }
}

package dev.marcus.persistence.document;

import dev.marcus.persistence.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry as one line of JSON, {@code {"collection":…,"key":…,"stored_at":…,"document":{…}}}, for exports. The revision
 * stays behind, because it belongs to the store.
 *
 * @param collection where the entry belongs
 * @param key its key
 * @param storedAt when it was stored
 * @param document what was stored
 */
public record EntryLine(String collection, String key, Instant storedAt, Document document) {
    /** Refuses invalid names and times. */
    public EntryLine {
        Names.checkCollection(collection);
        Names.checkKey(key);
        storedAt = Entry.checkStoredAt(storedAt);
    }

    /** Returns the line of this entry, in UTF-8 and without a line break. */
    public static byte[] write(Entry entry) {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put("collection", entry.collection());
        head.put("key", entry.key());
        head.put("stored_at", entry.storedAt().toString());
        byte[] start = Document.of(head).bytes();
        ByteArrayOutputStream line =
                new ByteArrayOutputStream(start.length + entry.document().size() + 16);
        line.write(start, 0, start.length - 1);
        line.writeBytes(",\"document\":".getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(entry.document().bytes());
        line.write('}');
        return line.toByteArray();
    }

    /**
     * Reads a line.
     *
     * @throws InvalidRequestException if it is none, with the reason
     */
    public static EntryLine read(byte[] line) {
        byte[] in = JsonValidator.validate(line.clone(), Set.of(), Document.MAX_DEPTH + 1)
                .compact();
        Map<String, byte[]> members = new LinkedHashMap<>();
        JsonReader reader = new JsonReader(in, 1);
        if (reader.peek() != '}') {
            do {
                String name = reader.string();
                reader.step();
                int start = reader.position();
                reader.skipValue();
                members.put(name, Arrays.copyOfRange(in, start, reader.position()));
            } while (reader.more());
        }
        try {
            return new EntryLine(
                    text(members, "collection"),
                    text(members, "key"),
                    Instant.parse(text(members, "stored_at")),
                    Document.parse(member(members, "document")));
        } catch (DateTimeException e) {
            throw new InvalidRequestException("stored_at: no time (expected: such as 2026-10-01T12:00:00Z)", e);
        }
    }

    private static byte[] member(Map<String, byte[]> members, String name) {
        byte[] value = members.get(name);
        if (value == null) {
            throw new InvalidRequestException(
                    name + ": missing (expected: the members collection, key, stored_at and document)");
        }
        return value;
    }

    private static String text(Map<String, byte[]> members, String name) {
        byte[] value = member(members, name);
        if (value[0] != '"') {
            throw new InvalidRequestException(name + ": no string (expected: a string)");
        }
        return JsonReader.decode(value, 0);
    }
}

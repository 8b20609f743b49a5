package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the file of a collection, indented for a person, in the form that other programs know. */
final class CollectionFileWriter {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Returns the text with these entries in this order, and behind them what was set aside, as it was found. */
    static byte[] write(Iterator<Entry> entries, List<CollectionFile.SetAside> setAside) {
        CollectionFileWriter writer = new CollectionFileWriter();
        writer.object(entries, setAside);
        return writer.out.toByteArray();
    }

    /** Returns the time as other programs write it, with a fraction only if there is one. */
    static String time(Instant time) {
        return (time.equals(time.truncatedTo(ChronoUnit.SECONDS)) ? SECONDS : MICROS).format(time) + "+00:00";
    }

    private void object(Iterator<Entry> entries, List<CollectionFile.SetAside> setAside) {
        if (!entries.hasNext() && setAside.isEmpty()) {
            ascii("{}");
            return;
        }
        ascii("{");
        String separator = "\n  ";
        while (entries.hasNext()) {
            ascii(separator);
            entry(entries.next());
            separator = ",\n  ";
        }
        for (CollectionFile.SetAside member : setAside) {
            ascii(separator);
            out.writeBytes(member.rawName());
            ascii(": ");
            out.writeBytes(member.rawValue());
            separator = ",\n  ";
        }
        ascii("\n}");
    }

    private void entry(Entry entry) {
        out.writeBytes(quoted(entry.key()));
        ascii(": {");
        if (entry.document().size() > 2) {
            members(entry.document());
            ascii(",");
        }
        ascii("\n    \"" + Names.STORED_AT + "\": \"" + time(entry.storedAt()) + "\",\n    \"" + Names.REVISION + "\": "
                + entry.revision() + "\n  }");
    }

    private static byte[] quoted(String key) {
        byte[] wrapped = Document.of(Map.of("k", key)).toUtf8();
        return Arrays.copyOfRange(wrapped, 5, wrapped.length - 1);
    }

    /** Writes the members of the document, without its outermost brackets, two blanks a level. */
    private void members(Document document) {
        ByteArrayOutputStream compact = new ByteArrayOutputStream(document.size());
        try {
            document.writeTo(compact);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        byte[] json = compact.toByteArray();
        int level = 2;
        newLine(level);
        for (int i = 1; i < json.length - 1; i++) {
            byte b = json[i];
            if (b == '"') {
                i = string(json, i);
            } else if (b == '{' || b == '[') {
                out.write(b);
                if (json[i + 1] == b + 2) {
                    out.write(json[++i]);
                } else {
                    newLine(++level);
                }
            } else if (b == '}' || b == ']') {
                newLine(--level);
                out.write(b);
            } else if (b == ',') {
                out.write(b);
                newLine(level);
            } else if (b == ':') {
                ascii(": ");
            } else {
                out.write(b);
            }
        }
    }

    private int string(byte[] json, int start) {
        int end = start + 1;
        while (json[end] != '"') {
            end += json[end] == '\\' ? 2 : 1;
        }
        out.write(json, start, end - start + 1);
        return end;
    }

    private void newLine(int level) {
        ascii("\n" + "  ".repeat(level));
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

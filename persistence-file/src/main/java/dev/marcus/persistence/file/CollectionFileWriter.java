package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * Writes the file of a collection: one JSON object, an entry a line, in the form that other programs know. An entry's line
 * holds its document as it was stored, so that writing and reading it back copies bytes and parses nothing.
 */
final class CollectionFileWriter {
    /** Stands before the store time of an entry. */
    static final byte[] STORED_AT = "\"_stored_at\":\"".getBytes(StandardCharsets.US_ASCII);
    /** Stands between the store time and the revision. */
    static final byte[] REVISION = "\",\"_revision\":".getBytes(StandardCharsets.US_ASCII);

    private static final int CHUNK = 1 << 18;

    private final TextBuffer out = new TextBuffer();
    private final DraftFile file;

    /**
     * What was written.
     *
     * @param entries how many entries
     * @param setAsideAt the byte behind the last of them
     */
    record Written(long entries, long setAsideAt) {}

    private CollectionFileWriter(DraftFile file) {
        this.file = file;
    }

    /** Writes these entries in this order, and behind them what was set aside, as it was found. */
    static Written write(DraftFile file, Iterator<Entry> entries, List<CollectionFile.SetAside> setAside)
            throws IOException {
        return new CollectionFileWriter(file).write(entries, setAside);
    }

    private Written write(Iterator<Entry> entries, List<CollectionFile.SetAside> setAside) throws IOException {
        ascii("{\n");
        long count = 0;
        while (entries.hasNext()) {
            entry(entries.next());
            end(entries.hasNext() || !setAside.isEmpty());
            count++;
        }
        flush();
        long setAsideAt = file.bytes();
        for (int i = 0; i < setAside.size(); i++) {
            CollectionFile.SetAside member = setAside.get(i);
            ascii("  ");
            out.write(member.rawName());
            ascii(": ");
            out.write(member.rawValue());
            end(i + 1 < setAside.size());
        }
        ascii("}");
        flush();
        return new Written(count, setAsideAt);
    }

    private void entry(Entry entry) throws IOException {
        ascii("  ");
        out.quoted(entry.key());
        ascii(": ");
        Document document = entry.document();
        document.writeTo(out);
        out.cut(out.length() - 1);
        if (document.size() > 2) {
            out.write(',');
        }
        out.write(STORED_AT);
        FileTime.write(entry.storedAt(), out);
        out.write(REVISION);
        out.number(entry.revision());
        out.write('}');
    }

    private void end(boolean more) throws IOException {
        ascii(more ? ",\n" : "\n");
        if (out.length() > CHUNK) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (out.length() > 0) {
            file.append(out.toBytes());
            out.clear();
        }
    }

    private void ascii(String text) {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}

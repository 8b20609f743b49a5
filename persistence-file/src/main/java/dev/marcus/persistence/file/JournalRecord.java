package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One commit as text: a head with the time that the store set, then for each change a head and the document, all of them
 * compact JSON with tabs between. Whole after-images, so that doing it twice does no harm.
 */
final class JournalRecord {
    private static final byte[] NO_DOCUMENT = {'-'};

    private JournalRecord() {}

    static byte[] encode(List<Draft.Written> written, Instant lastTime) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(out, Document.builder().put("t", lastTime.toString()).build());
        for (Draft.Written change : written) {
            out.write('\t');
            Document.Builder head = Document.builder()
                    .put("c", change.collection())
                    .put("k", change.key())
                    .put("r", change.revision());
            Entry entry = change.entry();
            if (entry == null) {
                write(out, head.build());
                out.write('\t');
                out.writeBytes(NO_DOCUMENT);
            } else {
                write(out, head.put("s", entry.storedAt().toString()).build());
                out.write('\t');
                write(out, entry.document());
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Document document) {
        try {
            document.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /**
     * Returns the state after the commit, and adds the collections that it changed to the set.
     *
     * @throws InvalidRequestException if the text is no record although its checksum is right
     */
    static StoreState replay(byte[] record, StoreState before, Set<String> changed) {
        try {
            List<byte[]> fields = split(record);
            Object edit = new Object();
            StoreState state = before.reached(before.revision(), Instant.parse(text(head(fields, 0), "t")));
            for (int i = 1; i + 1 < fields.size(); i += 2) {
                Document head = head(fields, i);
                state = apply(head, fields.get(i + 1), state, edit);
                changed.add(text(head, "c"));
            }
            return state;
        } catch (DateTimeException e) {
            throw new InvalidRequestException("journal record: a time cannot be read", e);
        }
    }

    private static StoreState apply(Document head, byte[] document, StoreState state, Object edit) {
        String collection = text(head, "c");
        String key = text(head, "k");
        long revision = head.number("r").orElseThrow(JournalRecord::incomplete).longValueExact();
        if (Arrays.equals(document, NO_DOCUMENT)) {
            return state.without(collection, key, revision, edit);
        }
        Instant storedAt = Instant.parse(text(head, "s"));
        return state.with(Entry.of(collection, key, Document.parse(document), storedAt, revision), edit);
    }

    private static Document head(List<byte[]> fields, int index) {
        return Document.parse(new String(fields.get(index), StandardCharsets.UTF_8));
    }

    private static String text(Document head, String name) {
        return head.text(name).orElseThrow(JournalRecord::incomplete);
    }

    private static InvalidRequestException incomplete() {
        return new InvalidRequestException("journal record: a field is missing");
    }

    private static List<byte[]> split(byte[] record) {
        List<byte[]> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= record.length; i++) {
            if (i == record.length || record[i] == '\t') {
                fields.add(Arrays.copyOfRange(record, start, i));
                start = i + 1;
            }
        }
        return fields;
    }
}

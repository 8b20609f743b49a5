package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.memory.engine.Tombstone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One commit as text: the time that the store set, then for each change a head, as {@code put "events" "evt_1" 12 time} or
 * {@code delete "events" "evt_1" 13}, and the document, with tabs between. Whole after-images, so that doing it twice does
 * no harm.
 */
final class JournalRecord {
    private static final byte[] PUT = "\tput ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETE = "\tdelete ".getBytes(StandardCharsets.US_ASCII);

    private JournalRecord() {}

    static void encode(List<Draft.Written> written, Instant lastTime, TextBuffer out) {
        int timeAt = out.length();
        FileTime.write(lastTime, out);
        String collection = "";
        byte[] quoted = new byte[0];
        for (Draft.Written change : written) {
            Entry entry = change.entry();
            if (!change.collection().equals(collection)) {
                collection = change.collection();
                TextBuffer name = new TextBuffer(collection.length() + 2);
                name.quoted(collection);
                quoted = name.toBytes();
            }
            out.write(entry == null ? DELETE : PUT);
            out.write(quoted);
            out.write(' ');
            out.quoted(change.key());
            out.write(' ');
            out.number(change.revision());
            if (entry != null) {
                out.write(' ');
                if (entry.storedAt().equals(lastTime)) {
                    out.repeat(timeAt, FileTime.LENGTH);
                } else {
                    FileTime.write(entry.storedAt(), out);
                }
                out.write('\t');
                write(entry.document(), out);
            }
        }
    }

    private static void write(Document document, TextBuffer out) {
        try {
            document.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /**
     * A commit that was read.
     *
     * @param lastTime the last time that the store had set itself by then
     * @param changes what it changed, in order
     */
    record Read(Instant lastTime, List<Draft.Written> changes) {
        /** Returns the state after the commit, and names the collections that it changed. */
        StoreState apply(StoreState before, Edit edit, Consumer<String> changed) {
            StoreState state = before.reached(before.revision(), lastTime);
            for (Draft.Written change : changes) {
                Entry entry = change.entry();
                state = entry == null
                        ? state.with(
                                new Tombstone(change.collection(), change.key(), change.revision(), lastTime), edit)
                        : state.with(entry, edit);
                changed.accept(change.collection());
            }
            return state;
        }
    }

    /**
     * Reads a commit out of text whose checksum is right.
     *
     * @throws InvalidRequestException if the text is none
     */
    static Read read(byte[] text, int from, int to) {
        try {
            Cursor cursor = new Cursor(text, from + FileTime.LENGTH, to);
            List<Draft.Written> changes = new ArrayList<>();
            while (cursor.at < to) {
                changes.add(cursor.change());
            }
            return new Read(FileTime.read(text, from), changes);
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new InvalidRequestException("journal record: not in the form of this backend", e);
        }
    }

    private static final class Cursor {
        private final byte[] text;
        private final int to;
        private int at;
        private String lastCollection = "";

        private Cursor(byte[] text, int at, int to) {
            this.text = text;
            this.at = at;
            this.to = to;
        }

        private Draft.Written change() {
            boolean put = skip(PUT);
            if (!put && !skip(DELETE)) {
                throw new InvalidRequestException("journal record: neither a put nor a delete");
            }
            String collection = string();
            lastCollection = collection.equals(lastCollection) ? lastCollection : collection;
            String key = string();
            long revision = number();
            @Nullable Entry entry = put ? entry(key, revision) : null;
            return new Draft.Written(lastCollection, key, revision, entry);
        }

        private Entry entry(String key, long revision) {
            Instant storedAt = FileTime.read(text, at + 1);
            int start = at + 1 + FileTime.LENGTH + 1;
            at = start;
            while (at < to && text[at] != '\t') {
                at++;
            }
            byte[] document = Arrays.copyOfRange(text, start, at);
            return Entry.of(lastCollection, key, Document.trusted(document), storedAt, revision);
        }

        private boolean skip(byte[] expected) {
            boolean holds = Arrays.equals(text, at, at + expected.length, expected, 0, expected.length);
            at += holds ? expected.length : 0;
            return holds;
        }

        private String string() {
            int end = CollectionFileReader.endOfString(text, at);
            String read = CollectionFileReader.string(text, at, end);
            at = end + 1;
            return read;
        }

        private long number() {
            long number = 0;
            while (at < to && text[at] >= '0' && text[at] <= '9') {
                number = number * 10 + text[at++] - '0';
            }
            return number;
        }
    }
}

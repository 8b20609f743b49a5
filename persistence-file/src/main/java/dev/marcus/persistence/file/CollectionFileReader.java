package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of a collection that this backend wrote. It is read in blocks of whole lines, which other threads take
 * apart while the next is read; documents are taken as they stand, since the checksum says that they are as they were.
 */
final class CollectionFileReader {
    private static final int BLOCK = 4 << 20;
    private static final int IN_FLIGHT = 4;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LINE_FEEDS = '\n' * ONES;

    private final InputStream in;
    private final String collection;
    private final Manifest.Part part;
    private final CRC32C checksum = new CRC32C();
    private final Queue<ForkJoinTask<List<Entry>>> parsing = new ArrayDeque<>();
    private final Edit edit = new Edit();
    private StoreState state;
    private long entries;

    /**
     * What was in the file.
     *
     * @param state the state with the entries
     * @param setAside the members that are no entries, as a file of their own
     */
    record Content(StoreState state, byte[] setAside) {}

    private CollectionFileReader(InputStream in, String collection, Manifest.Part part, StoreState before) {
        this.in = in;
        this.collection = collection;
        this.part = part;
        state = before;
    }

    /** Returns the state with the entries of the file, or null if the file is not what the manifest says. */
    static @Nullable Content read(Disk disk, Path path, String collection, Manifest.Part part, StoreState before)
            throws IOException {
        try (InputStream in = disk.open(path)) {
            return new CollectionFileReader(in, collection, part, before).read();
        } catch (DateTimeException | IndexOutOfBoundsException | InvalidRequestException e) {
            return null; // of another form than the manifest's file, and so not that
        }
    }

    private @Nullable Content read() throws IOException {
        byte[] block = new byte[BLOCK];
        int filled = 0;
        int skipped = 2; // the opening bracket and the end of its line
        long left = part.setAsideAt();
        while (left > 0) {
            int count = in.read(block, filled, (int) Math.min(block.length - filled, left));
            if (count < 0) {
                return null;
            }
            checksum.update(block, filled, count);
            filled += count;
            left -= count;
            if (filled < block.length && left > 0) {
                continue;
            }
            int end = endOfLines(block, filled);
            if (end == 0) {
                block = Arrays.copyOf(block, Math.multiplyExact(block.length, 2));
                continue;
            }
            byte[] next = new byte[Math.max(BLOCK, filled - end)];
            System.arraycopy(block, end, next, 0, filled - end);
            parse(block, skipped, end);
            skipped = 0;
            filled -= end;
            block = next;
        }
        byte[] rest = in.readNBytes((int) (part.bytes() - part.setAsideAt()));
        checksum.update(rest);
        boolean whole = filled == 0 && in.read() < 0;
        take(0);
        return whole && checksum.getValue() == part.checksum() && entries == part.entries()
                ? new Content(state, asFile(rest))
                : null;
    }

    private static byte[] asFile(byte[] members) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(members.length + 1);
        file.write('{');
        file.writeBytes(members);
        return file.toByteArray();
    }

    private static int endOfLines(byte[] block, int filled) {
        int end = filled;
        while (end > 0 && block[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private void parse(byte[] block, int from, int to) {
        parsing.add(ForkJoinPool.commonPool().submit(() -> entries(block, from, to)));
        take(IN_FLIGHT);
    }

    private void take(int leave) {
        while (parsing.size() > leave) {
            List<Entry> parsed = parsing.remove().join();
            entries += parsed.size();
            state = state.with(collection, parsed, edit);
        }
    }

    private List<Entry> entries(byte[] block, int from, int to) {
        List<Entry> found = new ArrayList<>((to - from) / 256);
        for (int start = from; start < to; ) {
            int end = endOfLine(block, start);
            found.add(entry(block, start, block[end - 1] == ',' ? end - 1 : end));
            start = end + 1;
        }
        return found;
    }

    /** Looks at eight bytes at once: what is zero after the exclusive or is a line feed. */
    private static int endOfLine(byte[] block, int from) {
        int at = from;
        for (; at + Long.BYTES <= block.length; at += Long.BYTES) {
            long other = (long) EIGHT.get(block, at) ^ LINE_FEEDS;
            long zeros = (other - ONES) & ~other & (ONES << 7);
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (block[at] != '\n') {
            at++;
        }
        return at;
    }

    private Entry entry(byte[] line, int from, int to) {
        int quote = from + 2;
        int keyEnd = endOfString(line, quote);
        int start = keyEnd + 2;
        int colon = to - 2;
        long revision = 0;
        for (long unit = 1; line[colon] != ':'; unit *= 10) {
            revision += unit * Character.digit(line[colon--], 10);
        }
        int revisionAt = colon + 1 - CollectionFileWriter.REVISION.length;
        int timeAt = revisionAt - FileTime.LENGTH;
        int ownAt = timeAt - CollectionFileWriter.STORED_AT.length;
        check(line[quote] == '"' && line[start] == '{' && line[to - 1] == '}');
        check(holds(line, revisionAt, CollectionFileWriter.REVISION));
        check(holds(line, ownAt, CollectionFileWriter.STORED_AT));
        return Entry.of(
                collection,
                string(line, quote, keyEnd),
                document(line, start, ownAt),
                FileTime.read(line, timeAt),
                revision);
    }

    private static Document document(byte[] line, int start, int end) {
        if (end == start + 1) {
            return Document.empty();
        }
        check(line[end - 1] == ',');
        byte[] text = Arrays.copyOfRange(line, start, end);
        text[text.length - 1] = '}';
        return Document.trusted(text);
    }

    /** Returns the place behind the closing quote of the string that begins here. */
    static int endOfString(byte[] text, int quote) {
        int at = quote + 1;
        while (text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** Returns what the JSON string between these places says. */
    static String string(byte[] text, int quote, int end) {
        for (int i = quote + 1; i < end - 1; i++) {
            if (text[i] == '\\') {
                ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
                wrapped.writeBytes("{\"k\":".getBytes(StandardCharsets.US_ASCII));
                wrapped.write(text, quote, end - quote);
                wrapped.write('}');
                return Document.parse(wrapped.toByteArray()).text("k").orElse("");
            }
        }
        return new String(text, quote + 1, end - quote - 2, StandardCharsets.UTF_8);
    }

    private static boolean holds(byte[] text, int at, byte[] expected) {
        return Arrays.equals(text, at, at + expected.length, expected, 0, expected.length);
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new InvalidRequestException("a line of a collection's file is not in the form of this backend");
        }
    }
}

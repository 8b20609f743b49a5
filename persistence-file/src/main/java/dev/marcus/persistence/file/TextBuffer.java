package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Text in UTF-8 that grows at its end and is used again and again; for one thread. */
final class TextBuffer extends OutputStream {
    private static final int KEPT = 1 << 20;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    TextBuffer() {
        this(8192);
    }

    TextBuffer(int room) {
        bytes = new byte[room];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets the text, and the room for it if that has grown large. */
    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT];
        }
    }

    /** Forgets what stands behind this place. */
    void cut(int end) {
        length = end;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            int needed = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] text) {
        write(text, 0, text.length);
    }

    @Override
    public void write(byte[] text, int from, int count) {
        room(count);
        System.arraycopy(text, from, bytes, length, count);
        length += count;
    }

    /** Writes again what stands at this place. */
    void repeat(int from, int count) {
        room(count);
        System.arraycopy(bytes, from, bytes, length, count);
        length += count;
    }

    /** Writes a number that is not negative, in decimal figures. */
    void number(long number) {
        int figures = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            figures++;
        }
        int at = reserve(figures);
        long rest = number;
        for (int i = at + figures - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Writes so many hexadecimal figures, lower case, over what stands at this place. */
    void hex(int at, long number, int figures) {
        for (int i = figures - 1; i >= 0; i--) {
            bytes[at + figures - 1 - i] = DIGITS[(int) (number >>> (4 * i)) & 15];
        }
    }

    /** Makes room for so many bytes that are set later, and returns where. */
    int reserve(int count) {
        room(count);
        length += count;
        return length - count;
    }

    /** Writes the text as a JSON string. */
    void quoted(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (isPlain(utf8)) {
            write('"');
            write(utf8);
            write('"');
        } else {
            byte[] wrapped = Document.of(Map.of("k", text)).toUtf8();
            write(wrapped, 5, wrapped.length - 6);
        }
    }

    private static boolean isPlain(byte[] utf8) {
        for (byte b : utf8) {
            if (b == '"' || b == '\\' || b >= 0 && b < ' ') {
                return false;
            }
        }
        return true;
    }
}

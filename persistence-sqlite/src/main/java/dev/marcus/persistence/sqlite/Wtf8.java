package dev.marcus.persistence.sqlite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text as SQLite takes it out of JSON: UTF-8, in which an unpaired surrogate stands as three bytes of its own. Compared byte
 * by byte it has the order of the code points.
 */
final class Wtf8 {
    private Wtf8() {}

    static byte[] encode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.write(0xE0 | c >> 12);
                out.write(0x80 | c >> 6 & 0x3F);
                out.write(0x80 | c & 0x3F);
            } else {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    /** Returns the smallest bytes behind all that begin with the text, which is not empty. */
    static byte[] behind(String prefix) {
        byte[] bytes = encode(prefix);
        byte[] next = Arrays.copyOf(bytes, bytes.length);
        next[next.length - 1]++; // never 0xFF, which no text holds
        return next;
    }
}

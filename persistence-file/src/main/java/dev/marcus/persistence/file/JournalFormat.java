package dev.marcus.persistence.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a journal. The first holds a random salt; each other one is
 * {@code J1 number durable length checksum text}, in hexadecimal figures of fixed width, where {@code durable} is the
 * number of the last line known to be on the medium when this one was written. The checksum covers the salt too, so that
 * no line of another journal is ever taken for one of this.
 */
final class JournalFormat {
    private static final String MAGIC = "J1 ";
    private static final int HEAD = 3 + 17 + 17 + 9 + 9;
    private static final HexFormat HEX = HexFormat.of();

    private JournalFormat() {}

    /**
     * What could be read.
     *
     * @param records the texts of the good lines from the beginning without a gap
     * @param goodBytes where the first bad line begins; the length of the journal if there is none
     * @param damaged whether a line had been durable and now is not good, as a later one proves
     */
    record Content(List<byte[]> records, int goodBytes, boolean damaged) {}

    static byte[] header(long salt) {
        return line(0, 0, 0, ("salt " + HEX.toHexDigits(salt)).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] line(long salt, long number, long durable, byte[] text) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(HEAD + text.length + 1);
        String head =
                HEX.toHexDigits(number) + " " + HEX.toHexDigits(durable) + " " + HEX.toHexDigits(text.length) + " ";
        line.writeBytes(
                (MAGIC + head + HEX.toHexDigits(checksum(salt, head, text)) + " ").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(text);
        line.write('\n');
        return line.toByteArray();
    }

    private static int checksum(long salt, String head, byte[] text) {
        CRC32C crc = new CRC32C();
        crc.update((HEX.toHexDigits(salt) + head).getBytes(StandardCharsets.US_ASCII));
        crc.update(text);
        return (int) crc.getValue();
    }

    /** Reads a journal as far as it is good. */
    static Content read(byte[] journal) {
        Line header = lineAt(journal, 0, 0);
        if (header == null || header.number != 0 || header.text.length != 21) {
            return new Content(List.of(), 0, true);
        }
        long salt = HexFormat.fromHexDigitsToLong(new String(header.text, 5, 16, StandardCharsets.US_ASCII));
        List<byte[]> records = new ArrayList<>();
        int at = header.end;
        while (at < journal.length) {
            Line line = lineAt(journal, at, salt);
            if (line == null || line.number != records.size() + 1) {
                return new Content(records, at, wasDurable(journal, at, salt, records.size() + 1));
            }
            records.add(line.text);
            at = line.end;
        }
        return new Content(records, at, false);
    }

    /** Says whether a good line behind this place proves that the missing one had been on the medium. */
    private static boolean wasDurable(byte[] journal, int from, long salt, long missing) {
        for (int at = from + 1; at < journal.length; at++) {
            if (journal[at] == 'J') {
                Line line = lineAt(journal, at, salt);
                if (line != null && line.durable >= missing) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Line(long number, long durable, byte[] text, int end) {}

    private static @Nullable Line lineAt(byte[] journal, int at, long salt) {
        if (journal.length - at < HEAD) {
            return null;
        }
        String head = new String(journal, at, HEAD, StandardCharsets.ISO_8859_1);
        if (!head.matches("J1 [0-9a-f]{16} [0-9a-f]{16} [0-9a-f]{8} [0-9a-f]{8} ")) {
            return null;
        }
        int length = HexFormat.fromHexDigits(head.substring(37, 45));
        int end = at + HEAD + length;
        if (length < 0 || end < 0 || end >= journal.length || journal[end] != '\n') {
            return null;
        }
        byte[] text = Arrays.copyOfRange(journal, at + HEAD, end);
        int checksum = HexFormat.fromHexDigits(head.substring(46, 54));
        if (checksum != checksum(salt, head.substring(3, 46), text)) {
            return null;
        }
        return new Line(
                HexFormat.fromHexDigitsToLong(head.substring(3, 19)),
                HexFormat.fromHexDigitsToLong(head.substring(20, 36)),
                text,
                end + 1);
    }
}

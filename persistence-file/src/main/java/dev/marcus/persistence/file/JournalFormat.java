package dev.marcus.persistence.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a journal. The first, written twice, holds a random salt, and how many commits the journal before it holds;
 * each other one is {@code J1 number durable length checksum text}, in hexadecimal figures of fixed width, where {@code durable} is the
 * number of the last line known to be on the medium when this one was written. The checksum covers the salt too, so that
 * no line of another journal is ever taken for one of this. Behind the last line there may be zeros, which make room.
 */
final class JournalFormat {
    /** What stands before the text of a line. */
    private static final int HEAD = 3 + 17 + 17 + 9 + 9;

    private static final int HEADER_TEXT = 5 + 16 + 7 + 16;
    private static final int HEADER = HEAD + HEADER_TEXT + 1;

    private JournalFormat() {}

    /**
     * A good line.
     *
     * @param number its number
     * @param durable the number of the last line that was on the medium when this one was written
     * @param from where its text begins
     * @param to where its text ends, a byte before the line does
     */
    record Line(long number, long durable, int from, int to) {}

    /**
     * What could be read.
     *
     * @param salt what the checksums of this journal begin with; 0 if it cannot be read any more
     * @param after how many commits the journal before it holds
     * @param lines the good lines from the beginning without a gap
     * @param goodBytes where the first bad line begins, or the zeros
     * @param torn whether there is a bad line
     * @param damaged whether a line had been durable and now is not good, as a later one proves
     */
    record Content(long salt, long after, List<Line> lines, int goodBytes, boolean torn, boolean damaged) {}

    static byte[] header(long salt, long after) {
        TextBuffer out = new TextBuffer();
        int at = begin(out);
        HexFormat hex = HexFormat.of();
        out.write(("salt " + hex.toHexDigits(salt) + " after " + hex.toHexDigits(after))
                .getBytes(StandardCharsets.US_ASCII));
        end(out, at, 0, 0, 0);
        out.write(out.toBytes()); // twice, because without the salt no line can be told from rubbish
        return out.toBytes();
    }

    /** Makes room for the head of a line, whose text follows, and returns its place. */
    static int begin(TextBuffer out) {
        return out.reserve(HEAD);
    }

    /** Ends the line that begins at this place. */
    static void end(TextBuffer out, int at, long salt, long number, long durable) {
        int length = out.length() - at - HEAD;
        byte[] line = out.array();
        line[at] = 'J';
        line[at + 1] = '1';
        for (int blank : new int[] {2, 19, 36, 45, 54}) {
            line[at + blank] = ' ';
        }
        out.hex(at + 3, number, 16);
        out.hex(at + 20, durable, 16);
        out.hex(at + 37, length, 8);
        out.hex(at + 46, checksum(salt, line, at, length), 8);
        out.write('\n');
    }

    private static int checksum(long salt, byte[] line, int at, int length) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (salt >>> shift));
        }
        crc.update(line, at + 3, 43);
        crc.update(line, at + HEAD, length);
        return (int) crc.getValue();
    }

    /** Reads a journal as far as it is good. */
    static Content read(byte[] journal) {
        Line header = headerAt(journal, 0);
        Line again = headerAt(journal, HEADER);
        if (header == null || again == null) {
            return new Content(salt(journal, header == null ? again : header), 0, List.of(), 0, true, true);
        }
        long salt = salt(journal, header);
        long after = hex(journal, header.from + 28, 16);
        List<Line> lines = new ArrayList<>();
        int at = 2 * HEADER;
        while (at < journal.length) {
            Line line = lineAt(journal, at, salt);
            if (line == null || line.number != lines.size() + 1) {
                boolean torn = !isZero(journal, at);
                boolean damaged = torn && wasDurable(journal, at, salt, lines.size() + 1);
                return new Content(salt, after, lines, at, torn, damaged);
            }
            lines.add(line);
            at = line.to + 1;
        }
        return new Content(salt, after, lines, at, false, false);
    }

    private static @Nullable Line headerAt(byte[] journal, int at) {
        Line line = lineAt(journal, at, 0);
        return line != null && line.number == 0 && line.to - line.from == HEADER_TEXT ? line : null;
    }

    private static long salt(byte[] journal, @Nullable Line header) {
        return header == null ? 0 : hex(journal, header.from + 5, 16);
    }

    private static boolean isZero(byte[] journal, int from) {
        for (int at = from; at < journal.length; at++) {
            if (journal[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Says whether a good line behind this place proves that the missing one had been on the medium. */
    private static boolean wasDurable(byte[] journal, int from, long salt, long missing) {
        for (Line line : linesBehind(journal, from, salt)) {
            if (line.durable >= missing) {
                return true;
            }
        }
        return false;
    }

    /** Returns the good lines behind this place, whatever stands between them. */
    static List<Line> linesBehind(byte[] journal, int from, long salt) {
        List<Line> lines = new ArrayList<>();
        int at = from;
        while (at < journal.length) {
            Line line = journal[at] == 'J' ? lineAt(journal, at, salt) : null;
            if (line != null) {
                lines.add(line);
            }
            at = line == null ? at + 1 : line.to + 1;
        }
        return lines;
    }

    private static @Nullable Line lineAt(byte[] journal, int at, long salt) {
        if (journal.length - at <= HEAD || journal[at] != 'J' || journal[at + 1] != '1') {
            return null;
        }
        long number = hex(journal, at + 3, 16);
        long durable = hex(journal, at + 20, 16);
        long length = hex(journal, at + 37, 8);
        long end = at + HEAD + length;
        if (number < 0 || durable < 0 || length < 0 || end >= journal.length || journal[(int) end] != '\n') {
            return null;
        }
        for (int blank : new int[] {2, 19, 36, 45, 54}) {
            if (journal[at + blank] != ' ') {
                return null;
            }
        }
        boolean good = hex(journal, at + 46, 8) == Integer.toUnsignedLong(checksum(salt, journal, at, (int) length));
        return good ? new Line(number, durable, at + HEAD, (int) end) : null;
    }

    /** Reads lower-case figures; negative if there are others. */
    private static long hex(byte[] text, int at, int figures) {
        long number = 0;
        for (int i = at; i < at + figures; i++) {
            int figure = text[i] >= '0' && text[i] <= '9'
                    ? text[i] - '0'
                    : text[i] >= 'a' && text[i] <= 'f' ? text[i] - 'a' + 10 : -1;
            if (figure < 0) {
                return -1;
            }
            number = number << 4 | figure;
        }
        return number;
    }
}

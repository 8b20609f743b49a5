package dev.marcus.persistence.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** Store times in the one form in which this backend writes them: {@code 2026-10-01T12:00:00.123456+00:00}. */
final class FileTime {
    /** How many characters it has. */
    static final int LENGTH = 32;

    private static final int DAY = 86_400;
    private static final String FORM = "0000-00-00T00:00:00.000000+00:00";

    private FileTime() {}

    static void write(Instant time, TextBuffer out) {
        long seconds = time.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
        int second = Math.floorMod(seconds, DAY);
        int at = out.reserve(LENGTH);
        byte[] text = out.array();
        for (int i = 0; i < LENGTH; i++) {
            text[at + i] = (byte) FORM.charAt(i);
        }
        figures(text, at, 4, date.getYear());
        figures(text, at + 5, 2, date.getMonthValue());
        figures(text, at + 8, 2, date.getDayOfMonth());
        figures(text, at + 11, 2, second / 3600);
        figures(text, at + 14, 2, second / 60 % 60);
        figures(text, at + 17, 2, second % 60);
        figures(text, at + 20, 6, time.getNano() / 1000);
    }

    private static void figures(byte[] text, int at, int count, int number) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads a time in exactly this form.
     *
     * @throws DateTimeException if it has another
     */
    static Instant read(byte[] text, int at) {
        for (int i = 0; i < LENGTH; i++) {
            char expected = FORM.charAt(i);
            boolean fits =
                    expected == '0' && i < 26 ? text[at + i] >= '0' && text[at + i] <= '9' : text[at + i] == expected;
            if (!fits) {
                throw new DateTimeException("a store time is not in the form of this backend");
            }
        }
        long day = LocalDate.of(number(text, at, 4), number(text, at + 5, 2), number(text, at + 8, 2))
                .toEpochDay();
        long second = number(text, at + 11, 2) * 3600L + number(text, at + 14, 2) * 60L + number(text, at + 17, 2);
        return Instant.ofEpochSecond(day * DAY + second, number(text, at + 20, 6) * 1000L);
    }

    private static int number(byte[] text, int at, int count) {
        int number = 0;
        for (int i = at; i < at + count; i++) {
            number = number * 10 + text[i] - '0';
        }
        return number;
    }
}

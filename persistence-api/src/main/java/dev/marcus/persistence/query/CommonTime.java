package dev.marcus.persistence.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** Reads times of the forms that programs write as a rule, without a formatter; {@link IsoTime} says what they mean. */
final class CommonTime {
    private static final int ALWAYS_A_DAY = 28;
    private static final int MOST_OFFSET_HOURS = 17;
    private static final int MOST_FRACTION = 9;
    private static final int NONE = -1;

    private final String text;
    private int at;

    private CommonTime(String text) {
        this.text = text;
    }

    /**
     * Returns the time of a text such as {@code 2026-10-01T12:00[:00[.123456789]][Z|+00:00]}, with T or a blank; null for
     * every other form, which need not be wrong.
     */
    static @Nullable Instant read(String text) {
        CommonTime reading = new CommonTime(text);
        long day = reading.day();
        if (day == Long.MIN_VALUE || !(reading.passes('T') || reading.passes(' '))) {
            return null;
        }
        int hour = reading.number(2, 23);
        int minute = reading.passes(':') ? reading.number(2, 59) : NONE;
        if (hour < 0 || minute < 0) {
            return null;
        }
        int second = 0;
        int nanos = 0;
        if (reading.passes(':')) {
            second = reading.number(2, 59);
            nanos = reading.passes('.') ? reading.fraction() : 0;
        }
        int offset = reading.offset();
        if (second < 0 || nanos < 0 || offset == Integer.MIN_VALUE || reading.at < text.length()) {
            return null;
        }
        return Instant.ofEpochSecond(((day * 24 + hour) * 60 + minute) * 60 + second - offset, nanos);
    }

    /** Returns the day as its number; the least long if there is none here. */
    private long day() {
        int year = number(4, 9_999);
        int month = passes('-') ? number(2, 12) : NONE;
        int day = passes('-') ? number(2, 31) : NONE;
        boolean exists = year >= 0
                && month >= 1
                && day >= 1
                && (day <= ALWAYS_A_DAY || day <= YearMonth.of(year, month).lengthOfMonth());
        return exists ? LocalDate.of(year, month, day).toEpochDay() : Long.MIN_VALUE;
    }

    /** Returns the seconds that the text is ahead of UTC, none if it does not say; the least int for another form. */
    private int offset() {
        if (at == text.length() || passes('Z')) {
            return 0;
        }
        int sign = passes('+') ? 1 : -1;
        if (sign < 0 && !passes('-')) {
            return Integer.MIN_VALUE;
        }
        int hours = number(2, MOST_OFFSET_HOURS);
        int minutes = passes(':') ? number(2, 59) : NONE;
        return hours < 0 || minutes < 0 ? Integer.MIN_VALUE : sign * (hours * 60 + minutes) * 60;
    }

    /** Returns the nanoseconds that the digits here stand for; negative if there are none or too many. */
    private int fraction() {
        int nanos = 0;
        int digits = 0;
        while (digits < MOST_FRACTION && isDigit(at)) {
            nanos = nanos * 10 + text.charAt(at++) - '0';
            digits++;
        }
        for (int i = digits; i < MOST_FRACTION; i++) {
            nanos *= 10;
        }
        return digits == 0 ? NONE : nanos;
    }

    /** Returns the number of so many digits; negative if they are not here or stand for more than the most. */
    private int number(int digits, int most) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            if (!isDigit(at)) {
                return NONE;
            }
            number = number * 10 + text.charAt(at++) - '0';
        }
        return number <= most ? number : NONE;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    /** Goes behind this character if it is here, and says whether it was. */
    private boolean passes(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }
}

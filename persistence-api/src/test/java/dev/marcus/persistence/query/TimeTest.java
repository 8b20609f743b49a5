package dev.marcus.persistence.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short ways of reading times and finding spans give what the library of Java gives. */
class TimeTest {
    private static final int DRAWN = 200_000;

    @Test
    void read_everyTextThatItTakes_isWhatTheFormSays() {
        Random random = new Random(11);
        int taken = 0;
        for (int i = 0; i < DRAWN; i++) {
            String text = text(random);
            Instant time = CommonTime.read(text);
            if (time != null) {
                taken++;
                assertThat(time).as(text).isEqualTo(IsoTime.parseAny(text));
            }
        }
        assertThat(taken).isBetween(DRAWN / 10, DRAWN - DRAWN / 10);
    }

    /** Writes something near to a time: its parts are now and then out of range, missing or other characters. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        text.append(number(random, 4, 1_900, 2_100)).append('-');
        text.append(number(random, 2, 1, 12)).append('-').append(number(random, 2, 1, 31));
        text.append(random.nextInt(3) == 0 ? ' ' : 'T');
        text.append(number(random, 2, 0, 23)).append(':').append(number(random, 2, 0, 59));
        if (random.nextInt(4) > 0) {
            text.append(':').append(number(random, 2, 0, 59));
            if (random.nextBoolean()) {
                text.append('.').append(number(random, random.nextInt(11), 0, 1_000_000));
            }
        }
        String sign = random.nextBoolean() ? "+" : "-";
        text.append(
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> "Z";
                    case 2 -> sign + "00:00";
                    default -> sign + number(random, 2, 0, 18) + ":" + number(random, 2, 0, 59);
                });
        if (random.nextInt(20) == 0) {
            text.setCharAt(random.nextInt(text.length()), "0 :-+TZz./x".charAt(random.nextInt(11)));
        }
        if (random.nextInt(40) == 0) {
            text.deleteCharAt(random.nextInt(text.length()));
        }
        return text.toString();
    }

    private static String number(Random random, int digits, int from, int to) {
        int number = random.nextInt(30) == 0 ? random.nextInt(10_000) : random.nextInt(from, to + 1);
        String text = "0".repeat(digits) + number;
        return text.substring(text.length() - digits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-10-01T12:34",
                "2026-10-01 12:34",
                "2026-10-01T12:34:56",
                "2026-10-01T12:34:56Z",
                "2026-10-01T12:34:56.1Z",
                "2026-10-01T12:34:56.123456+00:00",
                "2026-10-01T12:34:56.123456789-05:30",
                "2024-02-29T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z"
            })
    void read_commonForms_areTaken(String text) {
        assertThat(CommonTime.read(text)).isNotNull().isEqualTo(IsoTime.parseAny(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-10-01T24:00:00Z",
                "2026-10-01T12:34:56.",
                "2026-10-01T12:34:56+18:00",
                "2026-10-01T12:34:56+0000",
                "2026-10-01T12:34Zulu",
                "+2026-10-01T12:34:56Z",
                "2026-10-01T 12:34:56Z",
                "2026-10-01T12:34:56\u0661Z",
            })
    void parse_otherForms_isWhatTheFormSays(String text) {
        assertThat(CommonTime.read(text)).isNull();
        assertThat(IsoTime.parse(text)).isEqualTo(IsoTime.parseAny(text));
    }

    @Test
    void startOf_drawnTimes_isWhatTheCalendarSays() {
        Random random = new Random(12);
        long least = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long most = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < DRAWN / 10; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(least, most), random.nextInt(1_000_000_000));
            ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
            LocalDate day = utc.toLocalDate();
            Map<TimeBucket, ZonedDateTime> expected = Map.of(
                    TimeBucket.MINUTE, utc.truncatedTo(ChronoUnit.MINUTES),
                    TimeBucket.HOUR, utc.truncatedTo(ChronoUnit.HOURS),
                    TimeBucket.DAY, utc.truncatedTo(ChronoUnit.DAYS),
                    TimeBucket.WEEK,
                            day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                                    .atStartOfDay(ZoneOffset.UTC),
                    TimeBucket.MONTH, day.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC));
            expected.forEach((bucket, start) ->
                    assertThat(bucket.startOf(time)).as(bucket + " of " + time).isEqualTo(start.toInstant()));
        }
    }
}

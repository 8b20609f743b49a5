package dev.marcus.persistence.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Times in ISO 8601 as programs write them: with T or a blank, with or without fraction and zone. */
public final class IsoTime {
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(java.util.Locale.ROOT);

    private IsoTime() {}

    /** Returns the moment that the text names, in UTC if it names no zone; null if it is no such text. */
    public static @Nullable Instant parse(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() < 16 || text.length() > 40) {
            return null;
        }
        Instant common = CommonTime.read(text);
        return common != null ? common : parseAny(text);
    }

    /** Returns what the form says, of texts of every length. */
    static @Nullable Instant parseAny(String text) {
        try {
            TemporalAccessor time = FORM.parseBest(text, java.time.OffsetDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : ((java.time.OffsetDateTime) time).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}

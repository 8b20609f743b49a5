package dev.marcus.persistence.query;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The values that a filter may name, brought to one form: String, Boolean, Long, BigInteger, BigDecimal, Instant. */
final class Literals {
    private static final int MAX_NUMBER_SCALE = 10_000;

    private Literals() {}

    static Object scalar(FieldPath path, @Nullable Object value) {
        if (path.isEntryOwn() && path.names().get(0).equals(Names.STORED_AT)) {
            return time(value);
        }
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(path, number);
        }
        throw new InvalidRequestException("filter on '" + path + "': a value of "
                + (value == null ? "null" : value.getClass().getName()) + " (expected: String, Boolean or a number"
                + (value == null ? "; for null use isNull()" : "") + ")");
    }

    private static Instant time(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new InvalidRequestException(
                        "filter on '_stored_at': '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
                                + "' (expected: an Instant, or a time such as 2026-10-01T12:00:00Z)",
                        e);
            }
        }
        throw new InvalidRequestException("filter on '_stored_at': a value of "
                + (value == null ? "null" : value.getClass().getName()) + " (expected: an Instant)");
    }

    private static Number number(FieldPath path, Number number) {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new InvalidRequestException(
                        "filter on '" + path + "': " + number + " (expected: a finite number)");
            }
            return Numbers.toDecimal(number);
        }
        if (number instanceof BigInteger integer) {
            return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
        }
        if (number instanceof BigDecimal decimal) {
            if (Math.abs((long) decimal.scale()) > MAX_NUMBER_SCALE) {
                throw new InvalidRequestException("filter on '" + path + "': a number of scale " + decimal.scale()
                        + " (expected: within ±" + MAX_NUMBER_SCALE + ")");
            }
            return decimal;
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        throw new InvalidRequestException("filter on '" + path + "': a number of "
                + number.getClass().getName() + " (expected: a number of java.lang or java.math)");
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text for each value, so that texts under collation "C" come in the order of contract rule 5.6, and are equal where the
 * values are. It begins with the rank of the type; numbers follow as sign, place of the decimal point and digits. Indexes
 * hold it, and filters and orders ask for it: made by SQL of what is stored, and here of what is asked for.
 */
final class SortKey {
    static final String MISSING = "0";
    static final String NULL = "1";
    static final String FALSE = "2";
    static final String TRUE = "3";
    static final String NUMBER = "4";
    static final String STRING = "5";
    static final String CONTAINER = "6";

    private static final int MIDDLE = 5000;
    private static final String DIGITS = "0123456789";

    /** Makes the part of the key behind the rank of a number. Built of what every server has, so that an index may use it. */
    static final String NUMBER_FUNCTION = """
            CREATE FUNCTION number_key(n numeric) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                t text := trim_scale(abs(n))::text;
                whole text := split_part(t, '.', 1);
                part text := split_part(t, '.', 2);
                digits text := rtrim(ltrim(whole || part, '0'), '0');
                point int := CASE WHEN whole <> '0' THEN length(whole) ELSE length(ltrim(part, '0')) - length(part) END;
            BEGIN
                RETURN CASE
                    WHEN n = 0 THEN 'n'
                    WHEN n > 0 THEN 'p' || (5000 + point) || digits
                    ELSE 'm' || (4999 - point) || translate(digits, '0123456789', '9876543210') || '~'
                END;
            END
            $$""";

    private SortKey() {}

    /** Returns the expression for a value of {@code jsonb}, which may be null for what is missing. */
    static Sql of(Sql value) {
        return new Sql("(CASE jsonb_typeof(")
                .add(value)
                .add(") WHEN 'string' THEN '5' || (")
                .add(value)
                .add(" #>> '{}') WHEN 'number' THEN '4' || number_key((")
                .add(value)
                .add(" #>> '{}')::numeric) WHEN 'boolean' THEN CASE WHEN ")
                .add(value)
                .add(" = 'true'::jsonb THEN '3' ELSE '2' END WHEN 'null' THEN '1' WHEN 'array' THEN '6'"
                        + " WHEN 'object' THEN '6' ELSE '0' END COLLATE \"C\")");
    }

    /** Returns the key of a value as {@link PathReader} gives it; null if the server cannot be given it. */
    static @Nullable String of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof String text) {
            return Projection.holds(text) ? STRING + text : null;
        }
        if (value instanceof Boolean bool) {
            return bool ? TRUE : FALSE;
        }
        if (value instanceof Number number) {
            return NUMBER + number(Numbers.toDecimal(number));
        }
        return value == PathReader.MISSING ? MISSING : CONTAINER;
    }

    private static String number(BigDecimal number) {
        if (number.signum() == 0) {
            return "n";
        }
        BigDecimal stripped = number.abs().stripTrailingZeros();
        String digits = stripped.unscaledValue().toString();
        int point = stripped.precision() - stripped.scale();
        if (number.signum() > 0) {
            return "p" + (MIDDLE + point) + digits;
        }
        StringBuilder text = new StringBuilder("m").append(MIDDLE - 1 - point);
        for (int i = 0; i < digits.length(); i++) {
            text.append(DIGITS.charAt('9' - digits.charAt(i)));
        }
        return text.append('~').toString();
    }

    /** Returns the first key behind all that begin with this one; null if none can be named. */
    static String behind(String key) {
        int[] points = key.codePoints().toArray();
        for (int last = points.length - 1; last > 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                points[last] =
                        points[last] == Character.MIN_SURROGATE - 1 ? Character.MAX_SURROGATE + 1 : points[last] + 1;
                return new String(points, 0, last + 1);
            }
        }
        return rankBehind(key);
    }

    /** Returns the rank behind that of the key. */
    static String rankBehind(String key) {
        return String.valueOf((char) (key.charAt(0) + 1));
    }

    /** Returns the ranks between which a comparison with this key finds values: from the first to before the second. */
    static List<String> ranks(String key) {
        char rank = key.charAt(0);
        return rank == '2' || rank == '3' ? List.of(FALSE, NUMBER) : List.of(String.valueOf(rank), rankBehind(key));
    }
}

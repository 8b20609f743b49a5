package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value at a path as expressions of SQL, in two forms. The plain ones are what a scan evaluates for rows whose text is
 * JSON. Those of an index never raise an error, whatever the row holds, and in the order of {@link #rank} and then
 * {@link #value} rows come as contract rule 5.6 says, except that numbers which SQLite rounds come too early by a little.
 *
 * <p>SQLite keeps integers of 64 bits exactly and rounds all other numbers to doubles. A decimal of at most 15 digits is
 * told from every other such by its double; {@link #isShort} says so of a row. Any other number is rounded: its
 * {@link #value} lies below the nearest double by some units in the last place, so that it is never taken for an exact one.
 */
final class FieldSql {
    /** The rank of numbers. */
    static final String NUMBER = "4";
    /** The rank of strings. */
    static final String TEXT = "5";

    private static final int MOST_CHARACTERS = 16;

    private final boolean key;
    private final String path;
    private @Nullable String rank;
    private @Nullable String value;

    private FieldSql(boolean key, String path) {
        this.key = key;
        this.path = path;
    }

    /** Returns the expressions, or null if the path is one of the entry's own or has a name that SQLite cannot look for. */
    static @Nullable FieldSql of(FieldPath path) {
        if (path.isEntryOwn()) {
            return path.names().get(0).equals(Names.KEY) ? new FieldSql(true, "") : null;
        }
        StringBuilder text = new StringBuilder("'$");
        for (String name : path.names()) {
            if (!isWritable(name)) {
                return null;
            }
            text.append(".\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "''"))
                    .append('"');
        }
        return new FieldSql(false, text.append('\'').toString());
    }

    private static boolean isWritable(String name) {
        return !name.isEmpty() // SQLite takes "\\u0000" for it
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Says whether programs with an older SQLite can keep an index over it: they know no escapes in a path. */
    static boolean isIndexable(FieldPath path) {
        return of(path) != null && path.names().stream().noneMatch(name -> name.matches("(?s).*[\"\\\\].*"));
    }

    boolean isKey() {
        return key;
    }

    /** Returns the columns of an index over it. */
    List<String> columns() {
        return key ? List.of(value()) : List.of(rank(), value());
    }

    /** Returns the place of the value's type in the order: 0 for missing to 6 for containers; null if the row is no JSON. */
    String rank() {
        String known = rank;
        if (known == null) {
            known = key ? TEXT : rankInDocument();
            rank = known;
        }
        return known;
    }

    private String rankInDocument() {
        return "CASE WHEN json_valid(data) THEN CASE " + type() + " WHEN 'text' THEN 5 WHEN 'integer' THEN 4"
                + " WHEN 'real' THEN 4 WHEN 'true' THEN 3 WHEN 'false' THEN 2 WHEN 'null' THEN 1"
                + " WHEN 'array' THEN 6 WHEN 'object' THEN 6 ELSE 0 END END";
    }

    /** Returns the value as an index keeps it; null for all but numbers and strings. */
    String value() {
        String known = value;
        if (known == null) {
            known = key ? "key" : valueInDocument();
            value = known;
        }
        return known;
    }

    private String valueInDocument() {
        String plain = plain();
        String rounded = "CASE WHEN " + plain + " > 1e300 THEN 1e300 WHEN " + plain + " < -1e300 THEN -1.7e308 WHEN "
                + isShort(plain) + " THEN " + plain + " ELSE " + plain + " - abs(" + plain + ") * 1e-15 - 1e-290 END";
        return "CASE WHEN json_valid(data) THEN CASE " + type() + " WHEN 'text' THEN " + plain
                + " WHEN 'integer' THEN CASE typeof(" + plain + ") WHEN 'integer' THEN " + plain + " ELSE "
                + rounded + " END WHEN 'real' THEN " + rounded + " END END";
    }

    String type() {
        return "json_type(data, " + path + ")";
    }

    String plain() {
        return "json_extract(data, " + path + ")";
    }

    /** Returns the condition that a real number is told from all others like it by its double, which is given. */
    String isShort(String number) {
        String raw = "(data -> " + path + ")";
        return "length" + raw + " <= " + MOST_CHARACTERS + " AND abs(" + number + ") < 9e15 AND (abs(" + number
                + ") > 1e-290 OR " + raw + " IN ('0.0', '-0.0'))";
    }
}

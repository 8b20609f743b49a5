package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.Pushed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of a filter as SQL can narrow without losing a match; what SQL lets through too much is sorted out after it. A
 * row whose text is no JSON always passes, so that it is found damaged where it is read and does not fail the statement.
 */
final class FilterSql {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private final List<Object> values = new ArrayList<>();
    private final @Nullable String condition;
    private final boolean unfiltered;

    private FilterSql(Filter filter) {
        String narrowing = narrow(filter);
        unfiltered = filter.equals(Filter.all());
        condition = narrowing == null ? null : "CASE WHEN json_valid(data) THEN " + narrowing + " ELSE 1 END";
    }

    static FilterSql of(Filter filter) {
        return new FilterSql(filter);
    }

    /** Returns the condition, or null if nothing can be narrowed. */
    @Nullable
    String condition() {
        return condition;
    }

    List<Object> values() {
        return values;
    }

    Pushed.Filtering filtering() {
        if (unfiltered) {
            return Pushed.Filtering.EXACT;
        }
        return condition == null ? Pushed.Filtering.NONE : Pushed.Filtering.SUPERSET;
    }

    private @Nullable String narrow(Filter filter) {
        if (filter instanceof Filter.And and) {
            return narrowAll(and.filters());
        }
        if (filter instanceof Filter.Or or) {
            return narrowAny(or.filters());
        }
        if (filter instanceof Filter.Compare compare) {
            return compare(compare.path(), compare.operator(), compare.value());
        }
        if (filter instanceof Filter.In in) {
            return narrowAny(in.values().stream()
                    .<Filter>map(value -> new Filter.Compare(in.path(), Filter.Operator.EQ, value))
                    .toList());
        }
        if (filter instanceof Filter.Exists exists && isPlain(exists.path())) {
            return "json_type(data, " + literal(exists.path()) + ") IS NOT NULL";
        }
        if (filter instanceof Filter.IsNull isNull && isPlain(isNull.path())) {
            return "json_type(data, " + literal(isNull.path()) + ") = 'null'";
        }
        return null;
    }

    /** Of conditions that must all hold, those that SQL does not know may be left out. */
    private @Nullable String narrowAll(List<Filter> filters) {
        List<String> known = new ArrayList<>();
        for (Filter filter : filters) {
            String sql = narrow(filter);
            if (sql != null) {
                known.add(sql);
            }
        }
        return known.isEmpty() ? null : "(" + String.join(" AND ", known) + ")";
    }

    /** Of conditions any of which may hold, none may be left out. */
    private @Nullable String narrowAny(List<Filter> filters) {
        int before = values.size();
        List<String> known = new ArrayList<>();
        for (Filter filter : filters) {
            String sql = narrow(filter);
            if (sql == null) {
                values.subList(before, values.size()).clear();
                return null;
            }
            known.add(sql);
        }
        return known.isEmpty() ? null : "(" + String.join(" OR ", known) + ")";
    }

    private @Nullable String compare(FieldPath path, Filter.Operator operator, Object value) {
        if (path.isEntryOwn()) {
            return compareOwn(path.names().get(0), operator, value);
        }
        if (!isPlain(path)) {
            return null;
        }
        String found = "json_extract(data, " + literal(path) + ")";
        if (value instanceof Number number) {
            return "(json_type(data, " + literal(path) + ") IN ('integer', 'real') AND "
                    + compareNumber(found, operator, Numbers.toDecimal(number)) + ")";
        }
        if (value instanceof Boolean bool && operator == Filter.Operator.EQ) {
            return "json_type(data, " + literal(path) + ") = '" + (bool ? "true" : "false") + "'";
        }
        if (value instanceof String text && operator == Filter.Operator.EQ && isBindable(text)) {
            values.add(text);
            return found + " = ?";
        }
        return null;
    }

    /**
     * SQLite keeps integers of 64 bits exactly and rounds all other numbers. Bounds that are two steps wider than the
     * nearest doubles therefore let every match through.
     */
    private String compareNumber(String found, Filter.Operator operator, BigDecimal value) {
        double near = value.doubleValue();
        double low = Math.nextDown(Math.nextDown(near));
        double high = Math.nextUp(Math.nextUp(near));
        return switch (operator) {
            case GT, GTE -> bound(found, ">=", low);
            case LT, LTE -> bound(found, "<=", high);
            case EQ -> bound(found, ">=", low) + " AND " + bound(found, "<=", high);
        };
    }

    private String bound(String found, String comparison, double value) {
        values.add(value);
        return found + " " + comparison + " ?";
    }

    private @Nullable String compareOwn(String own, Filter.Operator operator, Object value) {
        String column = SqlQuery.column(own);
        if (own.equals(Names.STORED_AT) && value instanceof Instant time) {
            if (time.getEpochSecond() < -70_000_000_000L || time.getEpochSecond() > 260_000_000_000L) {
                return null;
            }
            long micros = Times.micros(time);
            return switch (operator) {
                case GT, GTE -> own(column, ">=", micros);
                case LT, LTE -> own(column, "<=", micros);
                case EQ -> own(column, "=", micros);
            };
        }
        if (own.equals(Names.KEY) && operator == Filter.Operator.EQ && value instanceof String key && isBindable(key)) {
            return own(column, "=", key);
        }
        if (own.equals(Names.REVISION) && value instanceof Long revision) {
            return switch (operator) {
                case GT -> own(column, ">", revision);
                case GTE -> own(column, ">=", revision);
                case LT -> own(column, "<", revision);
                case LTE -> own(column, "<=", revision);
                case EQ -> own(column, "=", revision);
            };
        }
        return null;
    }

    private String own(String column, String comparison, Object value) {
        values.add(value);
        return column + " " + comparison + " ?";
    }

    private static boolean isPlain(FieldPath path) {
        return !path.isEntryOwn()
                && path.names().stream().allMatch(name -> WORD.matcher(name).matches());
    }

    private static String literal(FieldPath path) {
        return "'$."
                + String.join(
                        ".", path.names().stream().map(name -> '"' + name + '"').toList()) + "'";
    }

    /** JDBC hands well-formed text over as it is; an unpaired surrogate it would change, a NUL might end it. */
    private static boolean isBindable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}

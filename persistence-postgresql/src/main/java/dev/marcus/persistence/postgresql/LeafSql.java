package dev.marcus.persistence.postgresql;

import static dev.marcus.persistence.postgresql.FieldSql.Place.DOCUMENT;
import static dev.marcus.persistence.postgresql.FieldSql.Place.KEY;
import static dev.marcus.persistence.postgresql.FieldSql.Place.STORED_AT;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Filter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One condition on one value as SQL, which is never null and holds for the matches and nothing else. */
final class LeafSql {
    private static final Sql NEVER = new Sql("false");
    private static final long FARTHEST_SECOND = 1L << 42;

    private final Map<FieldPath, FieldSql> indexed;

    LeafSql(Map<FieldPath, FieldSql> indexed) {
        this.indexed = indexed;
    }

    /** Returns the path that the condition looks at; null if it is no condition that SQL knows. */
    static @Nullable FieldPath path(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            return compare.path();
        }
        if (filter instanceof Filter.In in) {
            return in.path();
        }
        if (filter instanceof Filter.Exists exists) {
            return exists.path();
        }
        if (filter instanceof Filter.IsNull isNull) {
            return isNull.path();
        }
        if (filter instanceof Filter.Contains contains) {
            return contains.path();
        }
        return filter instanceof Filter.StartsWith prefix ? prefix.path() : null;
    }

    /** Returns the condition, or null if SQL cannot say it exactly. */
    @Nullable
    Sql of(Filter filter) {
        FieldPath path = path(filter);
        if (path == null) {
            return null;
        }
        FieldSql known = indexed.get(path);
        FieldSql field = known == null ? FieldSql.of(path) : known;
        if (filter instanceof Filter.Exists) {
            return field.place() == DOCUMENT ? exists(field) : new Sql("true");
        }
        if (filter instanceof Filter.IsNull) {
            return field.place() == DOCUMENT ? typed(field, "null") : NEVER;
        }
        if (filter instanceof Filter.StartsWith prefix) {
            return startsWith(field, prefix.prefix());
        }
        if (filter instanceof Filter.Contains contains) {
            return field.place() == DOCUMENT ? contains(field, contains.value()) : null;
        }
        if (filter instanceof Filter.In in) {
            return in(field, in.values());
        }
        Filter.Compare compare = (Filter.Compare) filter;
        return compare(field, compare.operator(), compare.value());
    }

    private static Sql exists(FieldSql field) {
        return field.isIndexed()
                ? field.sortKey().add(" >= '" + SortKey.NULL + "'")
                : new Sql("(").add(field.value()).add(" IS NOT NULL)");
    }

    private static Sql typed(FieldSql field, String type) {
        return field.isIndexed()
                ? field.sortKey().add(" = '" + SortKey.NULL + "'")
                : new Sql("coalesce(jsonb_typeof(").add(field.value()).add(") = '" + type + "', false)");
    }

    private static @Nullable Sql compare(FieldSql field, Filter.Operator operator, Object literal) {
        return switch (field.place()) {
            case STORED_AT -> literal instanceof Instant time ? time(operator, time) : NEVER;
            case REVISION -> literal instanceof Number number ? revision(operator, Numbers.toDecimal(number)) : NEVER;
            case KEY -> literal instanceof String key ? key(operator, key) : NEVER;
            case DOCUMENT -> document(field, operator, literal);
        };
    }

    private static @Nullable Sql key(Filter.Operator operator, String literal) {
        if (!Projection.holds(literal)) {
            return operator == Filter.Operator.EQ ? NEVER : null;
        }
        return new Sql("key" + symbol(operator)).bind(literal);
    }

    private static @Nullable Sql document(FieldSql field, Filter.Operator operator, Object literal) {
        String key = SortKey.of(literal);
        boolean equality = operator == Filter.Operator.EQ;
        if (key == null) {
            return equality ? NEVER : null;
        }
        if (field.isIndexed()) {
            return byIndex(field, operator, key);
        }
        if (equality) {
            return new Sql("coalesce(")
                    .add(field.value())
                    .add(" = ")
                    .add(json(literal))
                    .add(", false)");
        }
        if (literal instanceof Boolean) {
            return byIndex(field, operator, key);
        }
        boolean number = literal instanceof Number;
        Sql sql = new Sql("CASE WHEN jsonb_typeof(").add(field.value());
        sql.add(number ? ") = 'number' THEN (" : ") = 'string' THEN (").add(field.value());
        sql.add(number ? " #>> '{}')::numeric" : " #>> '{}') COLLATE \"C\"").add(symbol(operator));
        return sql.bind(number ? literal.toString() : literal)
                .add(number ? "::numeric" : "")
                .add(" ELSE false END");
    }

    /** Compares sort keys, of values of the same type only. */
    private static Sql byIndex(FieldSql field, Filter.Operator operator, String key) {
        Sql sql = new Sql("(").add(field.sortKey()).add(symbol(operator)).bind(key);
        boolean upper = operator == Filter.Operator.LT || operator == Filter.Operator.LTE;
        boolean lower = operator == Filter.Operator.GT || operator == Filter.Operator.GTE;
        if (upper) {
            sql.add(" AND ")
                    .add(field.sortKey())
                    .add(" >= '" + SortKey.ranks(key).get(0) + "'");
        } else if (lower) {
            sql.add(" AND ")
                    .add(field.sortKey())
                    .add(" < '" + SortKey.ranks(key).get(1) + "'");
        }
        return sql.add(")");
    }

    /** Returns the value as {@code jsonb}. */
    private static Sql json(Object literal) {
        if (literal instanceof Boolean bool) {
            return new Sql(bool ? "'true'::jsonb" : "'false'::jsonb");
        }
        return literal instanceof Number
                ? new Sql("to_jsonb(").bind(literal.toString()).add("::numeric)")
                : new Sql("to_jsonb(").bind(literal).add(")");
    }

    private static @Nullable Sql startsWith(FieldSql field, String prefix) {
        if (field.place() == KEY) {
            return Projection.holds(prefix)
                    ? new Sql("starts_with(key, ").bind(prefix).add(")")
                    : NEVER;
        }
        if (field.place() != DOCUMENT || !Projection.holds(prefix)) {
            return NEVER;
        }
        if (!field.isIndexed()) {
            return new Sql("CASE WHEN jsonb_typeof(")
                    .add(field.value())
                    .add(") = 'string' THEN starts_with(")
                    .add(field.value())
                    .add(" #>> '{}', ")
                    .bind(prefix)
                    .add(") ELSE false END");
        }
        String first = SortKey.STRING + prefix;
        return new Sql("(")
                .add(field.sortKey())
                .add(" >= ")
                .bind(first)
                .add(" AND ")
                .add(field.sortKey())
                .add(" < ")
                .bind(SortKey.behind(first))
                .add(")");
    }

    private static Sql contains(FieldSql field, Object literal) {
        if (SortKey.of(literal) == null) {
            return NEVER;
        }
        Sql sql = new Sql("CASE jsonb_typeof(").add(field.value()).add(")");
        if (literal instanceof String) {
            sql.add(" WHEN 'string' THEN strpos(").add(field.value()).add(" #>> '{}', ");
            sql.bind(literal).add(") > 0");
        }
        sql.add(" WHEN 'array' THEN ").add(field.value()).add(" @> jsonb_build_array(");
        return sql.add(json(literal)).add(") ELSE false END");
    }

    private static @Nullable Sql in(FieldSql field, List<Object> literals) {
        if (field.isIndexed() && field.place() == DOCUMENT) {
            return inIndex(field, literals);
        }
        List<Sql> any = new ArrayList<>();
        for (Object literal : literals) {
            Sql one = compare(field, Filter.Operator.EQ, literal);
            if (one != null) {
                any.add(one);
            }
        }
        return any.isEmpty() ? NEVER : Sql.join(any, " OR ");
    }

    private static Sql inIndex(FieldSql field, List<Object> literals) {
        List<Sql> keys = new ArrayList<>();
        for (Object literal : literals) {
            String key = SortKey.of(literal);
            if (key != null) {
                keys.add(new Sql().bind(key));
            }
        }
        if (keys.isEmpty()) {
            return NEVER;
        }
        Sql sql = field.sortKey().add(" IN (");
        for (int i = 0; i < keys.size(); i++) {
            sql.add(i == 0 ? "" : ", ").add(keys.get(i));
        }
        return sql.add(")");
    }

    /** Store times are whole microseconds, the literal may lie between two. */
    private static Sql time(Filter.Operator operator, Instant time) {
        long seconds = Math.max(-FARTHEST_SECOND, Math.min(FARTHEST_SECOND, time.getEpochSecond()));
        long floor = Times.micros(Instant.ofEpochSecond(seconds, time.getNano()));
        boolean between = time.getNano() % 1000 != 0;
        if (between && operator == Filter.Operator.EQ) {
            return NEVER;
        }
        boolean up = between && (operator == Filter.Operator.GTE || operator == Filter.Operator.LT);
        return new Sql("stored_us" + symbol(operator)).bind(up ? floor + 1 : floor);
    }

    private static Sql revision(Filter.Operator operator, BigDecimal literal) {
        boolean up = operator == Filter.Operator.GTE || operator == Filter.Operator.LT;
        BigInteger bound = literal.setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR)
                .toBigInteger();
        boolean whole = literal.compareTo(new BigDecimal(bound)) == 0;
        if (operator == Filter.Operator.EQ && (!whole || bound.bitLength() >= Long.SIZE)) {
            return NEVER;
        }
        BigInteger least = BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        long near = bound.max(least).min(most).longValue();
        return new Sql("revision" + symbol(operator)).bind(near);
    }

    /** Returns the operator as SQL writes it. */
    static String symbol(Filter.Operator operator) {
        return switch (operator) {
            case EQ -> " = ";
            case LT -> " < ";
            case LTE -> " <= ";
            case GT -> " > ";
            case GTE -> " >= ";
        };
    }
}

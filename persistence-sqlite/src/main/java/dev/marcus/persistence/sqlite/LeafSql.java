package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Filter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One condition on one value as SQL: a superset of the matches, or a subset of them. */
final class LeafSql {
    private static final long FARTHEST_SECOND = 1L << 42;

    private final Map<FieldPath, FieldSql> indexed;
    private final boolean superset;

    LeafSql(Map<FieldPath, FieldSql> indexed, boolean superset) {
        this.indexed = indexed;
        this.superset = superset;
    }

    /** Returns the path that the condition looks at; null if it is no condition on one path. */
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
        return filter instanceof Filter.StartsWith prefix ? prefix.path() : null;
    }

    /** Returns the condition, or null if SQL does not know it. */
    @Nullable
    Sql of(Filter filter) {
        FieldPath path = path(filter);
        if (path == null) {
            return null;
        }
        if (path.isEntryOwn()) {
            return own(path.names().get(0), filter);
        }
        boolean byIndex = indexed.containsKey(path);
        FieldSql field = byIndex ? indexed.get(path) : FieldSql.of(path);
        if (field == null) {
            return null;
        }
        if (filter instanceof Filter.Exists) {
            return new Sql(byIndex ? field.rank() + " <> 0" : field.type() + " IS NOT NULL");
        }
        if (filter instanceof Filter.IsNull) {
            return new Sql(byIndex ? ranked(field, "1") : field.type() + " IS 'null'");
        }
        if (filter instanceof Filter.StartsWith prefix) {
            return prefix(field, byIndex, prefix.prefix());
        }
        return filter instanceof Filter.In in
                ? in(field, byIndex, in.values())
                : compare(field, byIndex, (Filter.Compare) filter);
    }

    private Sql compare(FieldSql field, boolean byIndex, Filter.Compare compare) {
        Object literal = compare.value();
        if (literal instanceof Number number) {
            return number(field, byIndex, compare.operator(), Numbers.toDecimal(number));
        }
        if (literal instanceof String text) {
            return text(field, byIndex, compare.operator(), text);
        }
        return bool(field, byIndex, compare.operator(), literal.equals(true));
    }

    private Sql number(FieldSql field, boolean byIndex, Filter.Operator operator, BigDecimal literal) {
        NumberSql number = new NumberSql(operator, literal);
        String value = byIndex ? field.value() : field.plain();
        Sql sql = new Sql("(");
        if (byIndex) {
            sql.add(field.rank() + " = " + FieldSql.NUMBER);
            if (number.least() != Double.NEGATIVE_INFINITY) {
                sql.add(" AND " + value + " >= ").bind(number.least());
            }
            if (number.most() != Double.POSITIVE_INFINITY) {
                sql.add(" AND " + value + " <= ").bind(number.most());
            }
        } else {
            return number.inDocument(field, value, superset);
        }
        sql.add(" AND ");
        number.decide(sql, field, value, superset);
        return sql.add(")");
    }

    private static Sql text(FieldSql field, boolean byIndex, Filter.Operator operator, String literal) {
        if (byIndex) {
            Sql sql = new Sql("(" + field.rank() + " = " + FieldSql.TEXT + " AND " + field.value());
            return sql.add(operator == Filter.Operator.EQ ? " IS " : NumberSql.symbol(operator))
                    .bind(literal)
                    .add(")");
        }
        if (operator == Filter.Operator.EQ) {
            Sql sql = new Sql("(" + field.plain() + " IS ").bind(literal);
            boolean likeContainer = literal.startsWith("{") || literal.startsWith("[");
            return sql.add(likeContainer ? " AND " + field.type() + " IS 'text')" : ")");
        }
        Sql sql = new Sql("(" + field.type() + " IS 'text' AND " + field.plain() + NumberSql.symbol(operator));
        return sql.bind(literal).add(")");
    }

    private static Sql bool(FieldSql field, boolean byIndex, Filter.Operator operator, boolean literal) {
        boolean alsoFalse =
                operator == Filter.Operator.LTE || operator == (literal ? Filter.Operator.LT : Filter.Operator.EQ);
        alsoFalse |= operator == Filter.Operator.GTE && !literal;
        boolean alsoTrue =
                operator == Filter.Operator.GTE || operator == (literal ? Filter.Operator.EQ : Filter.Operator.GT);
        alsoTrue |= operator == Filter.Operator.LTE && literal;
        List<String> ranks = new ArrayList<>();
        List<String> types = new ArrayList<>();
        if (alsoFalse) {
            ranks.add("2");
            types.add("'false'");
        }
        if (alsoTrue) {
            ranks.add("3");
            types.add("'true'");
        }
        if (types.isEmpty()) {
            return new Sql("0");
        }
        if (types.size() == 1) {
            return new Sql(byIndex ? ranked(field, ranks.get(0)) : field.type() + " IS " + types.get(0));
        }
        return new Sql(
                byIndex ? field.rank() + " IN (2, 3)" : "coalesce(" + field.type() + " IN ('false', 'true'), 0)");
    }

    /** The value, which is null, is named as well, so that the order of the index behind it is of use. */
    private static String ranked(FieldSql field, String rank) {
        return "(" + field.rank() + " = " + rank + " AND " + field.value() + " IS NULL)";
    }

    private static Sql prefix(FieldSql field, boolean byIndex, String prefix) {
        Sql sql = new Sql("(" + (byIndex ? field.rank() + " = " + FieldSql.TEXT : field.type() + " IS 'text'"));
        return range(sql, byIndex ? field.value() : field.plain(), prefix).add(")");
    }

    private static Sql range(Sql sql, String value, String prefix) {
        if (!prefix.isEmpty()) {
            sql.add(" AND " + value + " >= ").bind(prefix);
            sql.add(" AND " + value + " < ").bindText(Wtf8.behind(prefix));
        }
        return sql;
    }

    private Sql in(FieldSql field, boolean byIndex, List<Object> literals) {
        List<Sql> any = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Object literal : literals) {
            if (literal instanceof String text) {
                texts.add(text);
            } else {
                any.add(
                        literal instanceof Number number
                                ? number(field, byIndex, Filter.Operator.EQ, Numbers.toDecimal(number))
                                : bool(field, byIndex, Filter.Operator.EQ, literal.equals(true)));
            }
        }
        if (!texts.isEmpty()) {
            String type = byIndex ? field.rank() + " = " + FieldSql.TEXT : field.type() + " IS 'text'";
            any.add(list(new Sql("(" + type + " AND " + (byIndex ? field.value() : field.plain())), texts)
                    .add(")"));
        }
        return any.isEmpty() ? new Sql("0") : FilterSql.balanced(any, " OR ");
    }

    private static Sql list(Sql sql, List<String> texts) {
        sql.add(" IN (");
        for (int i = 0; i < texts.size(); i++) {
            sql.add(i == 0 ? "" : ", ").bind(texts.get(i));
        }
        return sql.add(")");
    }

    private Sql own(String own, Filter filter) {
        if (filter instanceof Filter.Exists) {
            return new Sql("1");
        }
        if (filter instanceof Filter.IsNull) {
            return new Sql("0");
        }
        String column = SqlQuery.column(own);
        if (filter instanceof Filter.StartsWith prefix) {
            return own.equals(Names.KEY)
                    ? range(new Sql("(1"), column, prefix.prefix()).add(")")
                    : new Sql("0");
        }
        if (filter instanceof Filter.In in) {
            List<Sql> any = new ArrayList<>();
            for (Object literal : in.values()) {
                any.add(compareOwn(own, column, Filter.Operator.EQ, literal));
            }
            return any.isEmpty() ? new Sql("0") : FilterSql.balanced(any, " OR ");
        }
        Filter.Compare compare = (Filter.Compare) filter;
        return compareOwn(own, column, compare.operator(), compare.value());
    }

    private static Sql compareOwn(String own, String column, Filter.Operator operator, Object literal) {
        if (own.equals(Names.KEY)) {
            return literal instanceof String key
                    ? new Sql(column + NumberSql.symbol(operator)).bind(key)
                    : new Sql("0");
        }
        if (own.equals(Names.REVISION)) {
            Sql sql = new Sql();
            if (literal instanceof Number number) {
                new NumberSql(operator, Numbers.toDecimal(number)).integer(sql, column);
                return sql;
            }
            return new Sql("0");
        }
        return literal instanceof Instant time ? time(column, operator, time) : new Sql("0");
    }

    /** Store times are whole microseconds, the literal may lie between two. */
    private static Sql time(String column, Filter.Operator operator, Instant time) {
        long seconds = Math.max(-FARTHEST_SECOND, Math.min(FARTHEST_SECOND, time.getEpochSecond()));
        long floor = Times.micros(Instant.ofEpochSecond(seconds, time.getNano()));
        boolean between = time.getNano() % 1000 != 0;
        if (between && operator == Filter.Operator.EQ) {
            return new Sql("0");
        }
        boolean up = between && (operator == Filter.Operator.GTE || operator == Filter.Operator.LT);
        return new Sql(column + NumberSql.symbol(operator)).bind(up ? floor + 1 : floor);
    }
}

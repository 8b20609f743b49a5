package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.query.Filter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Comparing with one number, as conditions of SQL. Around it there is a window, in which a number that SQLite rounds may lie
 * on either side of it; outside of the window the double decides.
 */
final class NumberSql {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int SHORT_DIGITS = 15;
    private static final double LARGEST_SHORT = 9e15;
    private static final double SMALLEST_SHORT = 1e-290;
    private static final double HUGE = 0.9e300;

    private final Filter.Operator operator;
    private final BigDecimal literal;
    private final double near;
    private final double low;
    private final double high;

    NumberSql(Filter.Operator operator, BigDecimal literal) {
        this.operator = operator;
        this.literal = literal;
        near = literal.doubleValue();
        if (near > HUGE) {
            low = 0.8e300;
            high = Double.POSITIVE_INFINITY;
        } else if (near < -HUGE) {
            low = Double.NEGATIVE_INFINITY;
            high = -0.8e300;
        } else {
            double margin = Math.abs(near) * 4e-15 + 4e-290;
            low = near - margin;
            high = near + margin;
        }
    }

    private boolean isLower() {
        return operator == Filter.Operator.GT || operator == Filter.Operator.GTE;
    }

    /** Returns the smallest double that a match may have. */
    double least() {
        return operator == Filter.Operator.EQ || isLower() ? low : Double.NEGATIVE_INFINITY;
    }

    /** Returns the largest double that a match may have. */
    double most() {
        return operator == Filter.Operator.EQ || !isLower() ? high : Double.POSITIVE_INFINITY;
    }

    /** Says whether the whole numbers that SQLite makes of true and false may lie among the matches. */
    boolean allowsBits() {
        return least() <= 1 && most() >= 0;
    }

    /**
     * Adds the condition on a number between {@link #least} and {@link #most}, which holds for every match, or for
     * nothing but matches.
     *
     * @param value what it is in SQL
     * @param superset which of the two
     */
    void decide(Sql sql, FieldSql field, String value, boolean superset) {
        sql.add("CASE");
        if (operator != Filter.Operator.EQ) {
            sql.add(" WHEN " + value + (isLower() ? " > " : " < ")).bind(isLower() ? high : low);
            sql.add(" THEN 1");
        }
        sql.add(" WHEN typeof(" + value + ") = 'integer' THEN ");
        integer(sql, value);
        if (isShort()) {
            sql.add(" WHEN " + field.isShort(value) + " THEN " + value + symbol())
                    .bind(near);
        }
        sql.add(superset ? " ELSE 1 END" : " ELSE 0 END");
    }

    /**
     * Returns the condition on a value that no index has; the value is looked up once where the double decides. Text is
     * above all numbers, and so outside.
     */
    Sql inDocument(FieldSql field, String value, boolean superset) {
        String number = allowsBits() ? field.type() + " IN ('integer', 'real')" : "1";
        Sql sql = new Sql("CASE");
        if (operator != Filter.Operator.EQ && !Double.isInfinite(isLower() ? high : low)) {
            sql.add(" WHEN " + value + " BETWEEN ").bind(isLower() ? Math.nextUp(high) : Double.NEGATIVE_INFINITY);
            sql.add(" AND ").bind(isLower() ? Double.POSITIVE_INFINITY : Math.nextDown(low));
            sql.add(" THEN " + number);
        }
        sql.add(" WHEN " + value + " BETWEEN ").bind(low).add(" AND ").bind(high);
        sql.add(number.equals("1") ? " THEN " : " THEN " + number + " AND ");
        decide(sql, field, value, superset);
        return sql.add(" ELSE 0 END");
    }

    private boolean isShort() {
        double size = Math.abs(near);
        return literal.signum() == 0
                || size > SMALLEST_SHORT
                        && size < LARGEST_SHORT
                        && literal.stripTrailingZeros().precision() <= SHORT_DIGITS;
    }

    /** Adds the exact condition on an integer of 64 bits. */
    void integer(Sql sql, String value) {
        boolean up = operator == Filter.Operator.GTE || operator == Filter.Operator.LT;
        BigInteger bound = literal.setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR)
                .toBigInteger();
        if (operator == Filter.Operator.EQ && literal.compareTo(new BigDecimal(bound)) != 0) {
            sql.add("0");
        } else if (bound.compareTo(LONG_MAX) > 0) {
            sql.add(operator == Filter.Operator.EQ || isLower() ? "0" : "1");
        } else if (bound.compareTo(LONG_MIN) < 0) {
            sql.add(operator != Filter.Operator.EQ && isLower() ? "1" : "0");
        } else {
            sql.add(value + symbol()).bind(bound.longValue());
        }
    }

    private String symbol() {
        return symbol(operator);
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

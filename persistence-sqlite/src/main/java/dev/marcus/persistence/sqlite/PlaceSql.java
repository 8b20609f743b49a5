package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.Filter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The condition on what comes at a value or behind it, in the terms of an index. */
final class PlaceSql {
    private final FieldSql field;
    private final @Nullable Object value;
    private final boolean descending;

    PlaceSql(FieldSql field, @Nullable Object value, boolean descending) {
        this.field = field;
        this.value = value;
        this.descending = descending;
    }

    void addTo(Sql sql) {
        String behind = descending ? " < " : " > ";
        int rank = rank();
        if (field.isKey()) {
            sql.add(" AND key" + behind.stripTrailing() + "= ").bind(String.valueOf(value));
            return;
        }
        sql.add(" AND " + field.rank() + behind.stripTrailing() + "= " + rank);
        Object bound = bound();
        if (bound != null) {
            sql.add(" AND (" + field.rank() + behind + rank + " OR " + field.value() + behind.stripTrailing() + "= ")
                    .bind(bound)
                    .add(")");
        }
    }

    private @Nullable Object bound() {
        if (value instanceof Number number) {
            BigDecimal exact = Numbers.toDecimal(number);
            return descending
                    ? new NumberSql(Filter.Operator.LTE, exact).most()
                    : new NumberSql(Filter.Operator.GTE, exact).least();
        }
        return value instanceof String ? value : null;
    }

    private int rank() {
        if (value == PathReader.MISSING) {
            return 0;
        }
        if (value == null) {
            return 1;
        }
        if (value instanceof Boolean bool) {
            return bool ? 3 : 2;
        }
        return value instanceof Number ? 4 : value instanceof String ? 5 : 6;
    }
}

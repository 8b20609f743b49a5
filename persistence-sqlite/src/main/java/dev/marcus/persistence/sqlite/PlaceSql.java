package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.Filter;
import org.jspecify.annotations.Nullable;

/** The condition on what comes in ascending order at a value or behind it, in the terms of an index. */
final class PlaceSql {
    private final FieldSql field;
    private final @Nullable Object value;

    PlaceSql(FieldSql field, @Nullable Object value) {
        this.field = field;
        this.value = value;
    }

    void addTo(Sql sql) {
        int rank = rank();
        if (field.isKey()) {
            sql.add(" AND key >= ").bind(String.valueOf(value));
            return;
        }
        sql.add(" AND " + field.rank() + " >= " + rank);
        if (value instanceof String text) {
            sql.add(" AND (" + field.rank() + " > " + rank + " OR " + field.value() + " >= ")
                    .bind(text)
                    .add(")");
        } else if (value instanceof Number number) {
            double least = new NumberSql(Filter.Operator.GTE, Numbers.toDecimal(number)).least();
            sql.add(" AND (" + field.rank() + " > " + rank + " OR " + field.value() + " >= ")
                    .bind(least)
                    .add(")");
        }
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

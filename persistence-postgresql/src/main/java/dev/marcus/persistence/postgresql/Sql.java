package dev.marcus.persistence.postgresql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL text and the values that are bound to it, in their order. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Sql() {}

    Sql(String text) {
        this.text.append(text);
    }

    Sql add(String more) {
        text.append(more);
        return this;
    }

    Sql add(Sql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    /** Adds a place for a text or a whole number. */
    Sql bind(Object value) {
        values.add(value);
        text.append(value instanceof Long ? "?" : "?::text");
        return this;
    }

    /** Says whether it is this text and binds nothing. */
    boolean is(String other) {
        return values.isEmpty() && text.compareTo(new StringBuilder(other)) == 0;
    }

    String text() {
        return text.toString();
    }

    void bindTo(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Long number) {
                statement.setLong(i + 1, number);
            } else {
                statement.setString(i + 1, (String) values.get(i));
            }
        }
    }

    /** Puts conditions together, many by halves, so that they do not nest too deep. */
    static Sql join(List<Sql> conditions, String operator) {
        int count = conditions.size();
        if (count == 1) {
            return conditions.get(0);
        }
        return new Sql("(")
                .add(join(conditions.subList(0, count / 2), operator))
                .add(operator)
                .add(join(conditions.subList(count / 2, count), operator))
                .add(")");
    }
}

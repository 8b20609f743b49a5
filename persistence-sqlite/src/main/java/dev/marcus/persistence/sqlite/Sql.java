package dev.marcus.persistence.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Adds a place for a value; text goes over as bytes where JDBC would change it. */
    Sql bind(Object value) {
        if (value instanceof String string && !isPlain(string)) {
            return bindText(Wtf8.encode(string));
        }
        values.add(value);
        text.append('?');
        return this;
    }

    /** Adds a place for text given as bytes. What is put together has no affinity, so that an index serves it. */
    Sql bindText(byte[] bytes) {
        values.add(bytes);
        text.append("(CAST(? AS TEXT) || '')");
        return this;
    }

    /** Says whether it is this text and binds nothing. */
    boolean is(String other) {
        return values.isEmpty() && text.compareTo(new StringBuilder(other)) == 0;
    }

    boolean isSameAs(Sql other) {
        return text.compareTo(other.text) == 0 && Arrays.deepEquals(values.toArray(), other.values.toArray());
    }

    String text() {
        return text.toString();
    }

    void bindTo(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** JDBC hands well-formed text over as it is; an unpaired surrogate it would change, a NUL might end it. */
    private static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}

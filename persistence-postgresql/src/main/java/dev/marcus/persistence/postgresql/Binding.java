package dev.marcus.persistence.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Binds values to the places of a statement, one after the other. */
final class Binding {
    private final Connection connection;
    private final PreparedStatement statement;
    private int place;

    Binding(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    Binding number(long value) throws SQLException {
        statement.setLong(++place, value);
        return this;
    }

    Binding text(String value) throws SQLException {
        statement.setString(++place, value);
        return this;
    }

    /** Binds a text, a truth, a whole number, or nothing in the place of a whole number. */
    Binding value(@Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Long number) {
            return number(number);
        }
        if (value instanceof Boolean truth) {
            statement.setBoolean(++place, truth);
        } else {
            statement.setNull(++place, Types.BIGINT);
        }
        return this;
    }

    Binding array(String type, Collection<? extends @Nullable Object> values) throws SQLException {
        Object[] elements = type.equals("text") ? values.toArray(new String[0]) : values.toArray();
        statement.setArray(++place, connection.createArrayOf(type, elements));
        return this;
    }
}

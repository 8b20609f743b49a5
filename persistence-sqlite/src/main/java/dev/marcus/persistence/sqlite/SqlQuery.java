package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as SQL: bound values, names of paths only where they are plain words, and what of the request it covers. */
final class SqlQuery {
    private final StringBuilder sql = new StringBuilder(
            "SELECT " + Rows.COLUMNS + " FROM persistence WHERE collection = ? AND revision IS NOT NULL");
    private final List<Object> values = new ArrayList<>();
    private final Pushed pushed;

    SqlQuery(QueryRequest request) {
        values.add(request.collection());
        FilterSql filter = FilterSql.of(request.filter());
        String condition = filter.condition();
        if (condition != null) {
            sql.append(" AND ").append(condition);
            values.addAll(filter.values());
        }
        String order = order(request.sorts());
        if (order != null) {
            Position after = request.sorts().isEmpty() ? request.after().orElse(null) : null;
            if (after != null) {
                sql.append(" AND (stored_us, revision) < (?, ?)");
                values.add(Times.micros(after.storedAt()));
                values.add(after.revision());
            }
            sql.append(" ORDER BY ").append(order).append("stored_us DESC, revision DESC");
        }
        pushed = new Pushed(filter.filtering(), order != null, false);
    }

    /** Returns the order by the entry's own values, or null if another value is asked for. */
    private static @Nullable String order(List<Sort> sorts) {
        StringBuilder order = new StringBuilder();
        for (Sort sort : sorts) {
            if (!sort.path().isEntryOwn()) {
                return null;
            }
            order.append(column(sort.path().names().get(0))).append(sort.descending() ? " DESC, " : ", ");
        }
        return order.toString();
    }

    static String column(String own) {
        return switch (own) {
            case Names.KEY -> "key";
            case Names.STORED_AT -> "stored_us";
            default -> "revision";
        };
    }

    String sql() {
        return sql.toString();
    }

    Pushed pushed() {
        return pushed;
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.AccessPath;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how a query is read, and how much was. */
final class Explaining {
    private Explaining() {}

    static AccessPath explain(Connection connection, QuerySql query) throws SQLException {
        Sql sql = query.rows();
        String plan = plan(connection, "EXPLAIN ", sql, "\n");
        PhysicalIndex index = query.index();
        if (index == null) {
            return new AccessPath("reads the collection", null, -1, plan);
        }
        String name = index.index().name();
        String text = query.isNarrow()
                ? "searches the index '" + name + "'"
                : "reads the collection in the order of the index '" + name + "'";
        return new AccessPath(text, name, -1, plan);
    }

    /** Runs the statement, and returns how many rows were looked at. */
    static long examined(Connection connection, Sql sql) throws SQLException {
        String json = plan(connection, "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ", sql, "");
        Map<String, @Nullable Object> plans =
                Document.parse("{\"plans\":" + json + "}").toMap();
        return rows(plans.get("plans"));
    }

    private static String plan(Connection connection, String command, Sql sql, String separator) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement statement = connection.prepareStatement(command + sql.text())) {
            sql.bindTo(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(plan.isEmpty() ? "" : separator).append(rows.getString(1));
                }
            }
        }
        return plan.toString();
    }

    /** Adds up what each scan of the table gave and left out. */
    private static long rows(@Nullable Object node) {
        long sum = 0;
        if (node instanceof List<?> list) {
            for (Object element : list) {
                sum += rows(element);
            }
        } else if (node instanceof Map<?, ?> plan) {
            if (plan.containsKey("Relation Name")) {
                long looked = number(plan.get("Actual Rows"))
                        + number(plan.get("Rows Removed by Filter"))
                        + number(plan.get("Rows Removed by Index Recheck"));
                sum += looked * number(plan.get("Actual Loops"));
            }
            sum += rows(plan.get("Plan")) + rows(plan.get("Plans"));
        }
        return sum;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? new BigDecimal(number.toString()).longValue() : 0;
    }
}

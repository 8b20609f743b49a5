package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Says how a query is read. */
final class Explaining {
    private Explaining() {}

    static AccessPath explain(Readers.Reader reader, List<PhysicalIndex> indexes, QueryRequest request)
            throws SQLException {
        if (OddNames.areIn(request.collection(), reader)) {
            return AccessPath.of("reads the collection, as a member name in it may hold U+0000");
        }
        SqlQuery query = SqlQuery.of(request, reader, indexes);
        String plan = plan(reader, query.sql());
        PhysicalIndex index = query.index();
        if (index == null) {
            return new AccessPath("reads the collection", null, -1, plan);
        }
        Access access = query.access();
        long rows = access == null || !access.isNarrow()
                ? -1
                : new Planner(reader, indexes).count(access, request.filter());
        String name = index.index().name();
        String text = access != null && !access.isNarrow()
                ? "reads the collection in the order of the index '" + name + "'"
                : "searches the index '" + name + "'";
        return new AccessPath(text, name, Planner.isMany(rows) ? -1 : rows, plan);
    }

    private static String plan(Readers.Reader reader, Sql sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement statement = reader.connection().prepareStatement("EXPLAIN QUERY PLAN " + sql.text())) {
            sql.bindTo(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(plan.isEmpty() ? "" : "\n").append(rows.getString("detail"));
                }
            }
        }
        return plan.toString();
    }
}

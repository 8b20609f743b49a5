package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a collection that pass a filter, for statements that do not read whole entries. */
final class Selection {
    private final Readers.Reader reader;
    private final String collection;
    private final @Nullable Access access;
    private final FilterSql.Condition condition;

    Selection(Readers.Reader reader, List<PhysicalIndex> indexes, String collection, Filter filter)
            throws SQLException {
        this.reader = reader;
        this.collection = collection;
        access = new Planner(reader, indexes).choose(QueryRequest.of(collection, filter, List.of(), -1, null));
        Map<FieldPath, FieldSql> paths =
                access == null ? Map.of() : access.index().paths();
        condition = new FilterSql(paths, search -> new Sql("1"), true).of(filter);
    }

    /** Says whether SQL does not know a part of the filter. */
    boolean isOpaque() {
        return condition.opaque();
    }

    /**
     * Returns what is null for a row that has to be read: SQL cannot decide whether it matches, or another program wrote it,
     * so that it may be no entry at all.
     */
    Sql sure() {
        return condition.isExact()
                ? new Sql("crc")
                : new Sql("CASE WHEN ").add(condition.must()).add(" THEN crc END");
    }

    /** Returns where the rows are, from {@code FROM} on; more conditions may follow. */
    Sql rows() {
        Sql rows = new Sql(" FROM persistence");
        if (access == null) {
            rows.add(" WHERE collection = ").bind(collection).add(" AND revision IS NOT NULL");
        } else {
            rows.add(" INDEXED BY " + access.index().name() + " WHERE "
                    + access.index().scope());
        }
        Sql may = condition.may();
        return may.is("1") ? rows : rows.add(" AND ").add(may);
    }

    /** Runs the statement. */
    ResultSet run(Sql sql) throws SQLException {
        PreparedStatement statement = reader.prepared(sql.text());
        sql.bindTo(statement);
        return statement.executeQuery();
    }

    /** Fails if there is a row that is no JSON, which the conditions on an index leave out. */
    void lookForDamage() throws SQLException {
        if (access == null || access.index().isByKey()) {
            return;
        }
        try (ResultSet rows = reader.prepared(access.index().damaged()).executeQuery()) {
            if (rows.next()) {
                Rows.entry(collection, rows);
            }
        }
    }
}

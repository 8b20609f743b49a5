package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Member names that hold U+0000, where SQLite takes them to end: it finds {@code "a\\u0000b"} by the path {@code a}. In a
 * collection that may have such a name nothing is decided by SQL that looks into documents. A small index tells; it holds
 * the rows with that escape anywhere, and nobody has to keep it, whoever writes.
 */
final class OddNames {
    private static final String HOLDS_ONE = "instr(data, '\\u0000')";

    /** Makes the index. */
    static final String INDEX =
            "CREATE INDEX IF NOT EXISTS persistence_odd_names ON persistence (collection) WHERE " + HOLDS_ONE;

    private static final String PROBE =
            "SELECT 1 FROM persistence INDEXED BY persistence_odd_names WHERE collection = ?" + " AND " + HOLDS_ONE
                    + " LIMIT 1";

    /** Reads the rows that may have one. */
    static final String ROWS = "SELECT " + Rows.COLUMNS + " FROM persistence INDEXED BY persistence_odd_names WHERE"
            + " collection = ? AND revision IS NOT NULL AND " + HOLDS_ONE;

    private OddNames() {}

    /** Says whether the collection may have such a name. */
    static boolean areIn(String collection, Readers.Reader reader) throws SQLException {
        PreparedStatement probe = reader.prepared(PROBE);
        probe.setString(1, collection);
        try (ResultSet row = probe.executeQuery()) {
            return row.next();
        }
    }

    /** Returns the filter with nothing left to SQL that looks into documents. */
    static Filter hidden(Filter filter) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(hidden(and.filters()));
        }
        if (filter instanceof Filter.Or or) {
            return new Filter.Or(hidden(or.filters()));
        }
        if (filter instanceof Filter.Not not) {
            return new Filter.Not(hidden(not.filter()));
        }
        FieldPath path = LeafSql.path(filter);
        return path != null && path.isEntryOwn() ? filter : Filter.matching(entry -> true);
    }

    private static List<Filter> hidden(List<Filter> filters) {
        return filters.stream().map(OddNames::hidden).toList();
    }
}

package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/** Counts the rows that a statement looks at, by a function that holds for every row. */
final class SeenRows extends Function {
    private long count;

    /** Registers it, in place of one that counted for an earlier statement. */
    SeenRows(Connection connection) throws SQLException {
        Function.create(connection, SqlQuery.SEEN, this);
    }

    long count() {
        return count;
    }

    @Override
    protected void xFunc() throws SQLException {
        count++;
        result(1);
    }
}

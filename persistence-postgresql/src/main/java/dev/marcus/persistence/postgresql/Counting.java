package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.Pushed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Counts what passes a filter without handing it over. */
final class Counting {
    private Counting() {}

    /** Returns how many entries pass; empty if SQL cannot tell, or too many rows would have to be read beside it. */
    static OptionalLong count(Connection connection, List<PhysicalIndex> indexes, String collection, Filter filter)
            throws SQLException {
        QuerySql query = QuerySql.counting(collection, filter, indexes);
        if (query.pushed().filtering() != Pushed.Filtering.EXACT) {
            return OptionalLong.empty();
        }
        Sql sql = query.count();
        Predicate<Entry> predicate = filter.predicate();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bindTo(statement);
            try (ResultSet rows = statement.executeQuery()) {
                long count = 0;
                int aside = 0;
                while (rows.next()) {
                    if (!rows.getBoolean(1)) {
                        count += rows.getLong(4);
                    } else if (++aside > QuerySql.ASIDE) {
                        return OptionalLong.empty();
                    } else {
                        count += predicate.test(Rows.entry(collection, rows, 2)) ? 1 : 0;
                    }
                }
                return OptionalLong.of(count);
            }
        }
    }
}

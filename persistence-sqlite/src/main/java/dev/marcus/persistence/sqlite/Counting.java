package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Counts matches in one pass of SQL. Read are only rows that are in doubt. */
final class Counting {
    private Counting() {}

    /** Returns how many entries pass the filter, or empty if they all have to be read. */
    static OptionalLong count(Readers.Reader reader, List<PhysicalIndex> indexes, String collection, Filter filter)
            throws SQLException {
        reader.begin(); // so that what is counted and what is read are of one moment
        try {
            Selection selection = new Selection(reader, indexes, collection, filter);
            if (selection.isOpaque() || OddNames.areIn(collection, reader)) {
                return OptionalLong.empty();
            }
            selection.lookForDamage();
            return OptionalLong.of(count(selection, collection, filter));
        } catch (SQLException e) {
            if (SqlErrors.isMalformedJson(e)) {
                return OptionalLong.empty(); // who reads the rows finds out which it is
            }
            throw e;
        } finally {
            reader.end();
        }
    }

    private static long count(Selection selection, String collection, Filter filter) throws SQLException {
        Sql both = new Sql("SELECT count(*), count(")
                .add(selection.sure())
                .add(")")
                .add(selection.rows());
        long count;
        long sure;
        try (ResultSet row = selection.run(both)) {
            count = row.getLong(1);
            sure = row.getLong(2);
        }
        return sure == count ? count : sure + doubtfulMatches(selection, collection, filter);
    }

    private static long doubtfulMatches(Selection selection, String collection, Filter filter) throws SQLException {
        Sql sql = new Sql("SELECT " + Rows.COLUMNS)
                .add(selection.rows())
                .add(" AND ")
                .add(selection.sure())
                .add(" IS NULL");
        Predicate<Entry> predicate = filter.predicate();
        long matches = 0;
        try (ResultSet rows = selection.run(sql)) {
            while (rows.next()) {
                matches += predicate.test(Rows.entry(collection, rows)) ? 1 : 0;
            }
        }
        return matches;
    }
}

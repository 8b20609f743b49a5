package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Turns rows of {@code key, data, stored_us, revision} into entries. */
final class Rows {
    static final String COLUMNS = "key, data, stored_us, revision";

    private Rows() {}

    static Entry entry(String collection, ResultSet row) throws SQLException {
        return entry(collection, row, 1);
    }

    /** Reads an entry whose columns begin at this one. */
    static Entry entry(String collection, ResultSet row, int first) throws SQLException {
        String key = row.getString(first);
        try {
            return Entry.of(
                    collection,
                    key,
                    Document.parse(row.getString(first + 1)),
                    Times.ofMicros(row.getLong(first + 2)),
                    row.getLong(first + 3));
        } catch (InvalidRequestException e) {
            throw new DamagedEntryException(collection, key, String.valueOf(e.getMessage()), e);
        }
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.Finding;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** Whether a row of the table, whoever wrote it, keeps the contract. */
final class RowCheck {
    /** What a row is read by; other columns may follow. */
    static final String COLUMNS =
            "rowid, collection, key, data, stored_at, typeof(collection), typeof(key), typeof(data)";

    private RowCheck() {}

    static long id(ResultSet row) throws SQLException {
        return row.getLong(1);
    }

    static String collection(ResultSet row) throws SQLException {
        return String.valueOf(row.getString(2));
    }

    static String key(ResultSet row) throws SQLException {
        return String.valueOf(row.getString(3));
    }

    /**
     * Returns the document of the row.
     *
     * @throws InvalidRequestException if its names or its document break the contract
     */
    static Envelope envelope(ResultSet row) throws SQLException {
        String key = key(row);
        checkText("collection", row.getString(6));
        checkText("key", row.getString(7));
        checkText("document", row.getString(8));
        Names.checkCollection(collection(row));
        Names.checkKey(key);
        if (!Arrays.equals(row.getBytes(3), key.getBytes(StandardCharsets.UTF_8))) {
            throw new InvalidRequestException("key: no well-formed UTF-8 (expected: UTF-8)");
        }
        return Envelope.open(row.getBytes(4));
    }

    private static void checkText(String what, String type) {
        if (!type.equals("text")) {
            throw new InvalidRequestException(what + ": stored as " + type + " (expected: text)");
        }
    }

    static Finding finding(ResultSet row, String reason) throws SQLException {
        return new Finding("table persistence, row " + id(row), collection(row), key(row), reason);
    }
}

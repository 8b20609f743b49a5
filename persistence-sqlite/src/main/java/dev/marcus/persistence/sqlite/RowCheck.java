package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.Finding;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Whether a row of the table, whoever wrote it, keeps the contract. */
final class RowCheck {
    /** What a row is read by; other columns may follow. */
    static final String COLUMNS =
            "rowid, collection, key, data, stored_at, typeof(collection), typeof(key), typeof(data)";

    /** The columns that {@link #checkCounters} reads behind these. */
    static final String COUNTERS = ", revision, stored_us, crc";

    /** A bound for revisions where the last one given is not known for sure. */
    static final long ANY_REVISION = Long.MAX_VALUE >> 8;

    /** The form in which the store and Marcus write times; others are written in too many ways to be compared. */
    private static final Pattern PLAIN_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

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

    /**
     * Checks the revision, the store time and the checksum, which are read behind the other columns.
     *
     * @throws InvalidRequestException if they break the contract, the checksum does not match, or the revision is above this one
     */
    static void checkCounters(ResultSet row, long lastRevision) throws SQLException {
        Object revision = row.getObject(9);
        if (revision == null) {
            throw new InvalidRequestException(
                    "it has no revision (expected: one; it was set aside, and is not served)");
        }
        if (!(revision instanceof Number number) || isOutside(row.getLong(9), number, lastRevision)) {
            throw new InvalidRequestException(
                    "revision: " + row.getLong(9) + " (expected: 1 to " + lastRevision + ", the last one given)");
        }
        if (!(row.getObject(10) instanceof Number micros) || micros instanceof Double) {
            throw new InvalidRequestException("store time: no integer (expected: microseconds)");
        }
        long stored = row.getLong(11);
        if (!row.wasNull()
                && stored
                        != RowChecksum.of(
                                collection(row), row.getBytes(3), row.getBytes(4), row.getLong(10), row.getLong(9))) {
            throw new InvalidRequestException("it does not match its checksum (expected: what was stored)");
        }
        Instant time = Entry.checkStoredAt(Times.ofMicros(row.getLong(10)));
        String text = row.getString(5);
        if (text != null && PLAIN_TIME.matcher(text).matches()) {
            Instant plain = Times.parse(text);
            if (plain != null && plain.getEpochSecond() != time.getEpochSecond()) {
                throw new InvalidRequestException(
                        "store time: stored_at and stored_us differ (expected: the same second)");
            }
        }
    }

    private static boolean isOutside(long revision, Number stored, long lastRevision) {
        return stored instanceof Double || revision < 1 || revision > lastRevision;
    }
}

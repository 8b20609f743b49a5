package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Turns rows of {@code key, data, stored_us, revision, crc} into entries; what is no entry is named as damaged. */
final class Rows {
    static final String COLUMNS = "key, data, stored_us, revision, crc";

    /** The condition under which a row may be written over or removed: what it holds would not be lost unseen. */
    static final String INTACT = "persistence.revision IS NOT NULL AND typeof(persistence.data) = 'text'"
            + " AND CASE WHEN json_valid(persistence.data) THEN json_type(persistence.data) = 'object' ELSE 0 END";

    private Rows() {}

    static Entry entry(String collection, ResultSet row) throws SQLException {
        String key = String.valueOf(row.getString(1));
        long revision = row.getLong(4);
        if (row.wasNull()) {
            throw new DamagedEntryException(collection, key, "it was set aside when the store was opened", null);
        }
        byte[] data = row.getBytes(2);
        try {
            if (data == null) {
                throw new InvalidRequestException("document: null (expected: JSON text)");
            }
            checkSum(collection, row, data);
            return Entry.of(collection, key, Envelope.open(data).document(), Times.ofMicros(row.getLong(3)), revision);
        } catch (InvalidRequestException e) {
            throw new DamagedEntryException(collection, key, String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkSum(String collection, ResultSet row, byte[] data) throws SQLException {
        long stored = row.getLong(5);
        if (!row.wasNull()
                && stored != RowChecksum.of(collection, row.getBytes(1), data, row.getLong(3), row.getLong(4))) {
            throw new InvalidRequestException("it does not match its checksum (expected: what was stored)");
        }
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
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
        byte[] name = row.getBytes(1);
        String key = name == null ? "null" : new String(name, StandardCharsets.UTF_8);
        long revision = row.getLong(4);
        if (revision == 0 && row.wasNull()) {
            throw new DamagedEntryException(collection, key, "it was set aside when the store was opened", null);
        }
        byte[] data = row.getBytes(2);
        try {
            if (name == null || data == null) {
                throw new InvalidRequestException("key or document: null (expected: text and JSON text)");
            }
            long micros = row.getLong(3);
            long sum = row.getLong(5);
            if (sum == 0 && row.wasNull()) { // of another program
                return Entry.of(collection, key, Envelope.open(data).document(), Times.ofMicros(micros), revision);
            }
            if (sum != RowChecksum.of(collection, name, data, micros, revision)) {
                throw new InvalidRequestException("it does not match its checksum (expected: what was stored)");
            }
            return Entry.of(collection, key, Document.trusted(data), Times.ofMicros(micros), revision);
        } catch (InvalidRequestException e) {
            throw new DamagedEntryException(collection, key, String.valueOf(e.getMessage()), e);
        }
    }
}

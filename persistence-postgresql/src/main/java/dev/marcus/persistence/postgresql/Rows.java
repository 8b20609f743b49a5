package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/** Turns rows of {@code key, data, stored_us, revision, crc} into entries; what is no entry is named as damaged. */
final class Rows {
    static final String COLUMNS = "key, data, stored_us, revision, crc";

    private Rows() {}

    /** Returns the checksum that is kept beside the text of a document. */
    static long checksum(String json) {
        return checksum(json.getBytes(StandardCharsets.UTF_8));
    }

    private static long checksum(byte[] data) {
        CRC32C sum = new CRC32C();
        sum.update(data);
        return sum.getValue();
    }

    static Entry entry(String collection, ResultSet row) throws SQLException {
        return entry(collection, row, 1);
    }

    /** Reads an entry whose columns begin at this one. */
    static Entry entry(String collection, ResultSet row, int first) throws SQLException {
        String key = row.getString(first);
        byte[] data = row.getBytes(first + 1);
        try {
            if (checksum(data) != row.getLong(first + 4)) {
                throw new InvalidRequestException("it does not match its checksum (expected: what was stored)");
            }
            return Entry.of(
                    collection,
                    key,
                    Document.trusted(data),
                    Times.ofMicros(row.getLong(first + 2)),
                    row.getLong(first + 3));
        } catch (InvalidRequestException e) {
            throw new DamagedEntryException(collection, key, String.valueOf(e.getMessage()), e);
        }
    }
}

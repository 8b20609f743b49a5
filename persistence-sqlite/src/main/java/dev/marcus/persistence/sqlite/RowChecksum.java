package dev.marcus.persistence.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The checksum in the column {@code crc} of a row that a store wrote: SQLite has none, and serves a text in which a letter
 * was flipped as it is. Rows of other programs have none either, and the triggers remove it when they change a row.
 */
final class RowChecksum {
    private RowChecksum() {}

    static long of(String collection, byte[] key, byte[] data, long micros, long revision) {
        byte[] name = collection.getBytes(StandardCharsets.UTF_8);
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(3 * Integer.BYTES + 2 * Long.BYTES)
                .putInt(name.length)
                .putInt(key.length)
                .putLong(micros)
                .putLong(revision)
                .putInt(data.length)
                .flip());
        checksum.update(name);
        checksum.update(key);
        checksum.update(data);
        return checksum.getValue();
    }
}

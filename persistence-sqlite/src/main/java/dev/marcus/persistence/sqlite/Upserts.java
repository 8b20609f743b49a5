package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows to be stored, gathered so that one statement writes many: a row costs a third of what it costs alone. Of several
 * over the same key the last counts, as nobody sees the others.
 */
final class Upserts {
    private static final int MOST = 32;
    private static final String ROW = "(?, ?, CAST(? AS TEXT), ?, ?, ?, ?)";
    private static final int VALUES = 7;

    private final Connection connection;
    private final Map<Integer, PreparedStatement> statements = new HashMap<>();
    private final Map<Key, Entry> gathered = new LinkedHashMap<>();
    private long textSecond = Long.MIN_VALUE;
    private String text = "";

    private record Key(String collection, String key) {}

    Upserts(Connection connection) throws SQLException {
        this.connection = connection;
        statement(1);
    }

    private PreparedStatement statement(int rows) throws SQLException {
        PreparedStatement statement = statements.get(rows);
        if (statement == null) {
            statement = connection.prepareStatement(
                    "INSERT INTO persistence (collection, key, data, stored_at, stored_us, revision, crc) VALUES "
                            + String.join(", ", Collections.nCopies(rows, ROW))
                            + " ON CONFLICT (collection, key) DO UPDATE SET data = excluded.data,"
                            + " stored_at = excluded.stored_at, stored_us = excluded.stored_us,"
                            + " revision = excluded.revision, crc = excluded.crc WHERE " + Rows.INTACT);
            statements.put(rows, statement);
        }
        return statement;
    }

    void add(Entry entry) {
        Key key = new Key(entry.collection(), entry.key());
        gathered.remove(key);
        gathered.put(key, entry);
    }

    /** Returns what is to be stored under the key; null if nothing is. */
    @Nullable
    Entry find(String collection, String key) {
        return gathered.isEmpty() ? null : gathered.get(new Key(collection, key));
    }

    boolean isEmpty() {
        return gathered.isEmpty();
    }

    void clear() {
        gathered.clear();
    }

    /** Writes everything; returns how many rows were not, because the row that is there is damaged. */
    int write() throws SQLException {
        int refused = 0;
        List<Entry> entries = new ArrayList<>(gathered.values());
        gathered.clear();
        int from = 0;
        while (from < entries.size()) {
            int rows = Integer.highestOneBit(Math.min(MOST, entries.size() - from));
            PreparedStatement statement = statement(rows);
            for (int row = 0; row < rows; row++) {
                bind(statement, row * VALUES, entries.get(from + row));
            }
            refused += rows - statement.executeUpdate();
            from += rows;
        }
        return refused;
    }

    private void bind(PreparedStatement statement, int before, Entry entry) throws SQLException {
        byte[] data = entry.document().toUtf8();
        byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
        long micros = Times.micros(entry.storedAt());
        statement.setString(before + 1, entry.collection());
        statement.setString(before + 2, entry.key());
        statement.setBytes(before + 3, data);
        statement.setString(before + 4, text(entry));
        statement.setLong(before + 5, micros);
        statement.setLong(before + 6, entry.revision());
        statement.setLong(before + 7, RowChecksum.of(entry.collection(), key, data, micros, entry.revision()));
    }

    private String text(Entry entry) {
        long second = entry.storedAt().getEpochSecond();
        if (second != textSecond) {
            text = Times.text(entry.storedAt());
            textSecond = second;
        }
        return text;
    }
}

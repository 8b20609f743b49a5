package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes over the rows that another program wrote before there was a revision: each that keeps the contract gets one, in
 * the order of the store times and then of the rows. The others are left without one, and so are never served nor
 * written over.
 */
final class Adoption {
    private static final String COLUMNS = "SELECT " + RowCheck.COLUMNS + " FROM persistence";
    private static final String UNADOPTED = " WHERE revision IS NULL ORDER BY rowid";
    /** Without the index named, the order would make SQLite read the whole table at each opening. */
    private static final String SET_ASIDE = " INDEXED BY persistence_set_aside" + UNADOPTED;

    private final Connection connection;
    private final Instant unknownTime;
    private final List<Row> good = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private long ownMembers;

    private record Row(long id, String collection, Instant storedAt) {}

    private Adoption(Connection connection, Instant unknownTime) {
        this.connection = connection;
        this.unknownTime = unknownTime;
    }

    /** Adopts what can be adopted, inside the caller's transaction; rows without a time get this one. */
    static AdoptionReport adopt(Connection connection, Instant unknownTime) throws SQLException {
        Adoption adoption = new Adoption(connection, unknownTime);
        adoption.read(COLUMNS + UNADOPTED);
        adoption.assignRevisions();
        return new AdoptionReport(adoption.good.size(), adoption.ownMembers, adoption.findings);
    }

    /** Lists the rows that were set aside before. */
    static AdoptionReport review(Connection connection) throws SQLException {
        Adoption adoption = new Adoption(connection, Entry.MIN_STORED_AT);
        adoption.read(COLUMNS + SET_ASIDE);
        return new AdoptionReport(0, 0, adoption.findings);
    }

    private void read(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                look(rows);
            }
        }
    }

    private void look(ResultSet row) throws SQLException {
        try {
            if (!RowCheck.envelope(row).own().isEmpty()) {
                ownMembers++;
            }
            good.add(new Row(RowCheck.id(row), RowCheck.collection(row), time(row.getString(5))));
        } catch (InvalidRequestException e) {
            findings.add(RowCheck.finding(row, String.valueOf(e.getMessage())));
        }
    }

    private Instant time(@Nullable String text) {
        Instant time = Times.parse(text);
        return time == null ? unknownTime : Entry.checkStoredAt(time);
    }

    private void assignRevisions() throws SQLException {
        good.sort(Comparator.comparing(Row::storedAt).thenComparingLong(Row::id));
        long revision;
        try (Statement statement = connection.createStatement();
                ResultSet meta = statement.executeQuery("SELECT revision FROM persistence_meta")) {
            revision = meta.getLong(1);
        }
        try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE persistence SET revision = ?, stored_us = ? WHERE rowid = ?");
                PreparedStatement changed =
                        connection.prepareStatement("INSERT OR REPLACE INTO persistence_collections VALUES (?, ?)");
                PreparedStatement meta = connection.prepareStatement("UPDATE persistence_meta SET revision = ?")) {
            for (Row row : good) {
                revision++;
                update.setLong(1, revision);
                update.setLong(2, Times.micros(row.storedAt));
                update.setLong(3, row.id);
                update.executeUpdate();
                changed.setString(1, row.collection);
                changed.setLong(2, revision);
                changed.executeUpdate();
            }
            meta.setLong(1, revision);
            meta.executeUpdate();
        }
    }
}

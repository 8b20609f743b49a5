package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills a new database with what was salvaged of another; rows that break the contract go to a table of their own. */
final class Rebuilding {
    static final String QUARANTINE =
            "CREATE TABLE IF NOT EXISTS persistence_quarantine (collection, key, data, stored_at,"
                    + " stored_us, revision, reason TEXT NOT NULL)";
    /** How far the revisions go on above those that were found if the last one given is not known. */
    private static final long MARGIN = 1L << 20;

    private final Salvage source;
    private final Connection target;
    private final Instant unknownTime;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> revisions = new HashSet<>();
    private long entries;

    private Rebuilding(Salvage source, Connection target, Instant unknownTime) {
        this.source = source;
        this.target = target;
        this.unknownTime = unknownTime;
    }

    /** What became of the rows. */
    record Result(long entries, List<Finding> findings) {
        /** Says whether nothing is left of rows that were there. */
        boolean isWorthless() {
            return entries == 0 && !findings.isEmpty();
        }
    }

    static Result of(Salvage source, Connection target, Instant unknownTime) throws SQLException {
        Rebuilding rebuilding = new Rebuilding(source, target, unknownTime);
        try (Statement statement = target.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            Schema.create(target);
            statement.executeUpdate(QUARANTINE);
            statement.executeUpdate("UPDATE persistence_meta SET writer = 1"); // the triggers rest
            rebuilding.copyRows();
            rebuilding.copyCounters(statement);
            statement.executeUpdate("UPDATE persistence_meta SET writer = NULL");
            statement.execute("COMMIT");
        }
        return new Result(rebuilding.entries, rebuilding.findings);
    }

    private void copyRows() throws SQLException {
        try (PreparedStatement insert = target.prepareStatement(
                        "INSERT OR IGNORE INTO persistence (collection, key, data, stored_at, revision, stored_us, crc)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement aside =
                        target.prepareStatement("INSERT INTO persistence_quarantine VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            List<Long> lost = source.rows(row -> copy(row, insert, aside));
            for (long id : lost) {
                @Nullable List<String> names = source.namesOf(id);
                findings.add(new Finding(
                        "table persistence, row " + id,
                        names == null ? null : names.get(0),
                        names == null ? null : names.get(1),
                        "it cannot be read; what is left of it is in the database that was set aside"));
            }
            source.quarantined(row -> {
                for (int i = 1; i <= 7; i++) {
                    aside.setObject(i, row.getObject(i));
                }
                aside.executeUpdate();
            });
        }
        for (String table : source.foreignTables()) {
            findings.add(new Finding(
                    "table " + table,
                    null,
                    null,
                    "it is of another program; it was left in the database that was set aside"));
        }
    }

    private void copy(ResultSet row, PreparedStatement insert, PreparedStatement aside) throws SQLException {
        String fault = fault(row);
        if (fault == null) {
            insert.setString(1, row.getString(2));
            insert.setString(2, row.getString(3));
            insert.setString(3, row.getString(4));
            insert.setObject(4, row.getObject(5));
            insert.setObject(5, row.getObject(9));
            insert.setObject(6, row.getObject(10));
            insert.setObject(7, row.getObject(11));
            if (insert.executeUpdate() == 1) {
                entries++;
                return;
            }
            fault = "another row has its collection and key";
        }
        aside.setObject(1, row.getObject(2));
        aside.setObject(2, row.getObject(3));
        aside.setObject(3, row.getObject(4));
        aside.setObject(4, row.getObject(5));
        aside.setObject(5, row.getObject(10));
        aside.setObject(6, row.getObject(9));
        aside.setString(7, fault);
        aside.executeUpdate();
        findings.add(RowCheck.finding(row, fault + "; it was moved to the table persistence_quarantine"));
    }

    private @Nullable String fault(ResultSet row) throws SQLException {
        try {
            RowCheck.envelope(row);
            if (source.isOurs()) {
                RowCheck.checkCounters(row, RowCheck.ANY_REVISION);
                if (!revisions.add(row.getLong(9))) {
                    return "its revision is another row's, too";
                }
            }
            return null;
        } catch (InvalidRequestException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void copyCounters(Statement statement) throws SQLException {
        List<@Nullable String> meta = source.first("SELECT store_id, revision, last_time FROM persistence_meta");
        boolean known = meta.size() == 3 && meta.get(0) != null;
        try (PreparedStatement update = target.prepareStatement(
                "UPDATE persistence_meta SET store_id ="
                        + " coalesce(?, store_id), last_time = coalesce(?, (SELECT max(stored_us) FROM persistence), last_time)")) {
            update.setObject(1, known ? meta.get(0) : null);
            update.setObject(2, known ? number(meta.get(2)) : null);
            update.executeUpdate();
        }
        try (PreparedStatement changed = target.prepareStatement("INSERT INTO persistence_collections VALUES (?, ?)"
                + " ON CONFLICT (collection) DO UPDATE SET revision = max(revision, excluded.revision)")) {
            source.changes(row -> {
                changed.setString(1, row.getString(1));
                changed.setLong(2, row.getLong(2));
                changed.executeUpdate();
            });
        }
        Long last = known ? number(meta.get(1)) : null;
        try (PreparedStatement update = target.prepareStatement("UPDATE persistence_meta SET revision = ?")) {
            update.setLong(1, last == null ? 0 : last);
            update.executeUpdate();
        }
        raiseCounters(statement);
        if (last == null && source.isOurs()) {
            statement.executeUpdate("UPDATE persistence_meta SET revision = revision + " + MARGIN);
        }
        if (source.isOurs()) {
            Tombstones.forget(statement); // a follower may hold what was lost
        } else {
            Adoption.adopt(target, Entry.checkStoredAt(unknownTime));
        }
    }

    /** Lets no counter be behind what was given already. */
    static void raiseCounters(Statement statement) throws SQLException {
        statement.executeUpdate("INSERT INTO persistence_collections SELECT collection, max(revision) FROM persistence"
                + " WHERE revision IS NOT NULL GROUP BY collection"
                + " ON CONFLICT (collection) DO UPDATE SET revision = max(revision, excluded.revision)");
        statement.executeUpdate("UPDATE persistence_meta SET revision = max(revision,"
                + " coalesce((SELECT max(revision) FROM persistence), 0),"
                + " coalesce((SELECT max(revision) FROM persistence_collections), 0))");
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

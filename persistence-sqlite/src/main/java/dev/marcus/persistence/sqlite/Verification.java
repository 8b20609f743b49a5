package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.VerifyReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a whole database as of one moment and lists what is wrong with it. */
final class Verification {
    private static final String ROWS =
            "SELECT " + RowCheck.COLUMNS + RowCheck.COUNTERS + " FROM persistence NOT INDEXED";
    private static final String TWINS = "SELECT revision FROM persistence NOT INDEXED WHERE revision IS NOT NULL"
            + " GROUP BY revision HAVING count(*) > 1";
    private static final String CHANGES = "SELECT p.collection, max(p.revision), c.revision FROM persistence p"
            + " NOT INDEXED LEFT JOIN persistence_collections c ON c.collection = p.collection"
            + " WHERE p.revision IS NOT NULL GROUP BY p.collection";

    /** Entries and deletions share one sequence of revisions. */
    private static final String DELETIONS =
            "SELECT count(*) FROM persistence_tombstones t NOT INDEXED, persistence_meta m"
                    + " WHERE typeof(t.revision) <> 'integer' OR t.revision < 1 OR t.revision > m.revision"
                    + " OR typeof(deleted_us) <> 'integer' OR EXISTS (SELECT 1 FROM persistence p WHERE p.revision = t.revision)";

    private static final String HORIZON = "SELECT horizon FROM persistence_meta WHERE typeof(horizon) <> 'integer'"
            + " OR horizon < 0 OR horizon > revision";

    private final DatabaseFile file;
    private final Connection connection;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> collections = new HashSet<>();
    private long entries;
    private long lastRevision;

    private Verification(DatabaseFile file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Verifies on a connection of its own, which others do not wait for. */
    static VerifyReport of(DatabaseFile file) {
        try (Connection connection = file.reader();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            return of(file, connection);
        } catch (SQLException e) {
            throw SqlErrors.translate("verifying", file, e);
        }
    }

    /** Verifies what the connection sees. */
    static VerifyReport of(DatabaseFile file, Connection connection) {
        Verification verification = new Verification(file, connection);
        verification.look("the pages", "PRAGMA integrity_check", verification::page);
        verification.look(
                "persistence_meta",
                "SELECT count(*), max(revision), max(writer) FROM persistence_meta",
                verification::counters);
        verification.look("persistence", ROWS, verification::row);
        verification.look("persistence", TWINS, verification::twins);
        verification.look("persistence_collections", CHANGES, verification::change);
        verification.look("persistence_tombstones", DELETIONS, verification::deletions);
        verification.look("persistence_meta", HORIZON, verification::horizon);
        return new VerifyReport(verification.collections.size(), verification.entries, verification.findings);
    }

    /** What is done with one row of an answer. */
    private interface Look {
        void at(ResultSet row) throws SQLException;
    }

    /** Looks at each row; where the database is too damaged to give one, that is a finding, too. */
    private void look(String what, String sql, Look look) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                look.at(rows);
            }
        } catch (SQLException e) {
            PersistenceException failure = SqlErrors.translate("verifying", file, e);
            if (!(failure instanceof CorruptionException)) {
                throw failure;
            }
            add(what, "it cannot be read to its end: " + SqlErrors.reason(e));
        }
    }

    private void add(String what, String reason) {
        findings.add(new Finding(file.path() + ", " + what, null, null, reason));
    }

    private void page(ResultSet row) throws SQLException {
        String answer = String.valueOf(row.getString(1));
        if (!answer.equals("ok")) {
            add("the pages", answer);
        }
    }

    private void counters(ResultSet row) throws SQLException {
        if (row.getLong(1) != 1) {
            add("table persistence_meta", row.getLong(1) + " rows (expected: 1)");
        }
        lastRevision = row.getLong(2);
        row.getLong(3);
        if (!row.wasNull()) {
            add(
                    "table persistence_meta",
                    "the mark of a writer at work is set (expected: none between commits; what other"
                            + " programs write gets no revision until the store writes next)");
        }
    }

    private void row(ResultSet row) throws SQLException {
        try {
            RowCheck.envelope(row);
            RowCheck.checkCounters(row, lastRevision);
            collections.add(RowCheck.collection(row));
            entries++;
        } catch (InvalidRequestException e) {
            findings.add(RowCheck.finding(row, String.valueOf(e.getMessage())));
        }
    }

    private void twins(ResultSet row) throws SQLException {
        add("table persistence", "revision " + row.getLong(1) + " was given more than once");
    }

    private void deletions(ResultSet row) throws SQLException {
        if (row.getLong(1) > 0) {
            add(
                    "table persistence_tombstones",
                    row.getLong(1) + " deletions without a time, or a revision of their own (expected: 1 to "
                            + lastRevision + ", each given once)");
        }
    }

    private void horizon(ResultSet row) throws SQLException {
        add("table persistence_meta", "horizon " + row.getLong(1) + " (expected: 0 to " + lastRevision + ")");
    }

    private void change(ResultSet row) throws SQLException {
        long newest = row.getLong(2);
        long known = row.getLong(3);
        if (known < newest || known > lastRevision) {
            findings.add(new Finding(
                    "table persistence_collections",
                    row.getString(1),
                    null,
                    "newest change: " + known + " (expected: " + newest + " to " + lastRevision + ")"));
        }
    }
}

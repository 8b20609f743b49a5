package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.store.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Repairs a database whose rows can all be read, in the transaction that the caller began: makes its indexes anew, moves the
 * rows that are not served to a table of their own, puts the counters right, and lets every follower begin again.
 */
final class Mending {
    private static final String ROWS =
            "SELECT " + RowCheck.COLUMNS + RowCheck.COUNTERS + " FROM persistence NOT INDEXED";

    private final Connection connection;
    private final List<Finding> moved = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();

    private Mending(Connection connection) {
        this.connection = connection;
    }

    /** Returns what became of the rows, after the commit; or empty if this was not enough, and nothing was changed. */
    static Optional<Rebuilding.Result> of(Connection connection, DatabaseFile file) throws SQLException {
        Mending mending = new Mending(connection);
        try (Statement statement = connection.createStatement()) {
            try {
                mending.mend(statement);
                var report = Verification.of(file, connection);
                if (report.isIntact()) {
                    statement.execute("COMMIT");
                    return Optional.of(new Rebuilding.Result(report.entries(), mending.moved));
                }
            } catch (SQLException e) {
                if (!SqlErrors.isDamage(e)) {
                    throw e;
                }
            }
            statement.execute("ROLLBACK");
            statement.execute("BEGIN EXCLUSIVE");
            return Optional.empty();
        }
    }

    private void mend(Statement statement) throws SQLException {
        statement.executeUpdate("REINDEX");
        statement.executeUpdate("UPDATE persistence_meta SET writer = 1"); // the triggers rest
        statement.executeUpdate(Rebuilding.QUARANTINE);
        try (ResultSet rows = statement.executeQuery(ROWS)) {
            while (rows.next()) {
                look(rows);
            }
        }
        try (PreparedStatement aside =
                        connection.prepareStatement("INSERT INTO persistence_quarantine SELECT collection,"
                                + " key, data, stored_at, stored_us, revision, ? FROM persistence WHERE rowid = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM persistence WHERE rowid = ?")) {
            for (int i = 0; i < ids.size(); i++) {
                aside.setString(1, moved.get(i).reason());
                aside.setLong(2, ids.get(i));
                aside.executeUpdate();
                delete.setLong(1, ids.get(i));
                delete.executeUpdate();
            }
        }
        Rebuilding.raiseCounters(statement);
        Tombstones.forget(statement);
        statement.executeUpdate("UPDATE persistence_meta SET writer = NULL");
    }

    private void look(ResultSet row) throws SQLException {
        try {
            RowCheck.envelope(row);
            RowCheck.checkCounters(row, RowCheck.ANY_REVISION);
        } catch (InvalidRequestException e) {
            ids.add(RowCheck.id(row));
            moved.add(RowCheck.finding(row, e.getMessage() + "; it was moved to the table persistence_quarantine"));
        }
    }
}

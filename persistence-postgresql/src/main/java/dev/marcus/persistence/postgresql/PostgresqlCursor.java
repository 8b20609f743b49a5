package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A running statement on a connection of its own, which sees the store as it was when it began. */
final class PostgresqlCursor implements BackendCursor {
    private static final int FETCHED = 500;
    private static final String ALL = "SELECT " + Rows.COLUMNS + " FROM entries WHERE collection = ?";

    private final Server server;
    private final Readers readers;
    private final String collection;
    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private long examined;
    private boolean closed;

    private PostgresqlCursor(Server server, Readers readers, Connection connection, QueryRequest request)
            throws SQLException {
        this.server = server;
        this.readers = readers;
        this.connection = connection;
        collection = request.collection();
        connection.setAutoCommit(false); // or the driver reads all rows at once
        statement = connection.prepareStatement(ALL);
        statement.setFetchSize(FETCHED);
        statement.setString(1, collection);
        rows = statement.executeQuery();
    }

    static PostgresqlCursor open(Server server, Readers readers, QueryRequest request) throws SQLException {
        Connection connection = readers.take();
        try {
            return new PostgresqlCursor(server, readers, connection, request);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable Entry next() {
        if (readers.areClosed()) {
            throw new StoreClosedException(server + " is closed (expected: open)");
        }
        try {
            if (!rows.next()) {
                return null;
            }
            examined++;
            return Rows.entry(collection, rows);
        } catch (SQLException e) {
            throw SqlErrors.translate("query of collection '" + collection + "'", server, e);
        }
    }

    @Override
    public Pushed pushed() {
        return Pushed.NOTHING;
    }

    @Override
    public long examined() {
        return examined;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (connection) {
            if (!readers.areClosed() && !connection.isClosed()) {
                statement.close();
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw SqlErrors.translate("closing a query of collection '" + collection + "'", server, e);
        }
    }
}

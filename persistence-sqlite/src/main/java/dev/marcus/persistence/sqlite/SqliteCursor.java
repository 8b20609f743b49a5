package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A running statement on a connection of its own, which sees the database as it was when it began. */
final class SqliteCursor implements BackendCursor {
    private final DatabaseFile file;
    private final Readers readers;
    private final Readers.Reader reader;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final String collection;
    private final Pushed pushed;
    private boolean failed;
    private boolean closed;

    private SqliteCursor(
            DatabaseFile file,
            Readers readers,
            Readers.Reader reader,
            PreparedStatement statement,
            ResultSet rows,
            String collection,
            Pushed pushed) {
        this.file = file;
        this.readers = readers;
        this.reader = reader;
        this.statement = statement;
        this.rows = rows;
        this.collection = collection;
        this.pushed = pushed;
    }

    static SqliteCursor open(DatabaseFile file, Readers readers, SqlQuery query, String collection)
            throws SQLException {
        Readers.Reader reader = readers.take();
        PreparedStatement statement = null;
        try {
            statement = reader.prepare(query.sql());
            query.bind(statement);
            return new SqliteCursor(
                    file, readers, reader, statement, statement.executeQuery(), collection, query.pushed());
        } catch (SQLException | RuntimeException e) {
            readers.drop(reader);
            throw e;
        }
    }

    @Override
    public @Nullable Entry next() {
        try {
            return rows.next() ? Rows.entry(collection, rows) : null;
        } catch (SQLException e) {
            failed = true;
            throw SqlErrors.translate("query of collection '" + collection + "'", file, e);
        }
    }

    @Override
    public Pushed pushed() {
        return pushed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (failed) {
                readers.drop(reader);
                return;
            }
            rows.close();
            statement.close();
            readers.give(reader);
        } catch (SQLException e) {
            throw SqlErrors.translate("closing a query of collection '" + collection + "'", file, e);
        }
    }
}

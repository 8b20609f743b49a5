package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A running statement on a connection of its own, which sees the store as it was when it began. The rows set aside come
 * first; those of them that match are kept, and given where they belong in the order.
 */
final class PostgresqlCursor implements BackendCursor {
    private static final System.Logger LOG = System.getLogger(PostgresqlCursor.class.getName());
    private static final int FETCHED = 500;

    private final Server server;
    private final Readers readers;
    private final QueryRequest request;
    private final Connection connection;
    private final boolean transaction;
    private final Pushed pushed;
    private final Comparator<Entry> order;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final Queue<Entry> aside;
    private final Queue<DamagedEntryException> damagedAside = new ArrayDeque<>();
    private boolean onRow;
    private @Nullable Entry ahead;
    private long examined = -1;
    private boolean closed;

    /** More rows have to be set aside than are kept. */
    private static final class TooManyAside extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private PostgresqlCursor(
            Server server, Readers readers, Connection connection, QueryRequest request, @Nullable QuerySql query)
            throws SQLException, TooManyAside {
        this.server = server;
        this.readers = readers;
        this.connection = connection;
        this.request = request;
        pushed = query == null ? Pushed.NOTHING : query.pushed();
        order = Sort.comparator(request.sorts());
        transaction = query == null || !query.isShort();
        if (transaction) {
            connection.setAutoCommit(false); // or the driver reads all rows at once
        }
        Sql sql = query == null ? QuerySql.everything(request.collection()) : query.rows();
        if (request.isCounting()) {
            examined = Explaining.examined(connection, sql);
        }
        statement = connection.prepareStatement(sql.text());
        statement.setFetchSize(transaction ? FETCHED : 0);
        sql.bindTo(statement);
        rows = statement.executeQuery();
        aside = setAside();
    }

    /** Opens it in the first of three ways that will do: by an index, without one, and without SQL for the filter. */
    static PostgresqlCursor open(Server server, Readers readers, KnownIndexes indexes, QueryRequest request)
            throws SQLException {
        Connection connection = readers.take();
        try {
            List<PhysicalIndex> known = indexes.of(request.collection(), connection);
            List<@Nullable QuerySql> ways = new ArrayList<>();
            ways.add(new QuerySql(request, known));
            if (!known.isEmpty()) {
                ways.add(new QuerySql(request, List.of()));
            }
            ways.add(null);
            for (QuerySql way : ways) {
                try {
                    return new PostgresqlCursor(server, readers, connection, request, way);
                } catch (TooManyAside e) {
                    end(connection);
                }
            }
            throw new IllegalStateException("query: no way to read (expected: one that sets nothing aside)");
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                end(connection);
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static void end(Connection connection) throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Queue<Entry> setAside() throws SQLException, TooManyAside {
        Predicate<Entry> predicate = request.filter().predicate();
        List<Entry> matches = new ArrayList<>();
        int count = 0;
        while (advance() && rows.getBoolean(1)) {
            if (++count > QuerySql.ASIDE) {
                throw new TooManyAside();
            }
            try {
                Entry entry = Rows.entry(request.collection(), rows, 2);
                if (predicate.test(entry)) {
                    matches.add(entry);
                }
            } catch (DamagedEntryException e) {
                damagedAside.add(e);
            }
        }
        matches.sort(order);
        return new ArrayDeque<>(matches);
    }

    private boolean advance() throws SQLException {
        onRow = rows.next();
        return onRow;
    }

    @Override
    public @Nullable Entry next() {
        if (readers.areClosed()) {
            throw new StoreClosedException(server + " is closed (expected: open)");
        }
        if (!damagedAside.isEmpty()) {
            throw damagedAside.remove();
        }
        try {
            if (ahead == null && onRow) {
                ahead = read();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate("query of collection '" + request.collection() + "'", server, e);
        }
        Entry first = aside.peek();
        Entry next = ahead;
        if (first != null && (next == null || order.compare(first, next) < 0)) {
            return aside.remove();
        }
        ahead = null;
        return next;
    }

    /** Reads the row and goes on to the next, also if the row is damaged. */
    private Entry read() throws SQLException {
        try {
            return Rows.entry(request.collection(), rows, 2);
        } finally {
            advance();
        }
    }

    @Override
    public Pushed pushed() {
        return pushed;
    }

    @Override
    public long examined() {
        return examined;
    }

    /** A connection that is lost by now is no failure: what was read is right, and there is nothing to give back. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (connection) {
            if (!readers.areClosed() && !connection.isClosed()) {
                statement.close();
                if (transaction) {
                    end(connection);
                }
            }
        } catch (SQLException e) {
            if (SqlErrors.isConnectionLost(e)) {
                LOG.log(System.Logger.Level.DEBUG, "The connection of a query was lost when it was closed.", e);
                return;
            }
            throw SqlErrors.translate("closing a query of collection '" + request.collection() + "'", server, e);
        }
    }
}

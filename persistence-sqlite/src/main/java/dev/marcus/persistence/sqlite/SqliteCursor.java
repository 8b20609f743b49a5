package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A running statement on a connection of its own, which sees the database as it was when it began. */
final class SqliteCursor implements BackendCursor {
    private static final int DOUBT = 6;

    private final DatabaseFile file;
    private final Readers readers;
    private final Readers.Reader reader;
    private final String collection;
    private final Pushed pushed;
    private final int limit;
    private final @Nullable Predicate<Entry> doubtful;
    private final @Nullable Run run;
    private final int keys;
    private final Queue<Entry> sorted = new ArrayDeque<>();
    private final ResultSet rows;
    private @Nullable ResultSet damaged;
    private @Nullable SeenRows seen;
    private @Nullable Entry ahead;
    private @Nullable List<Object> aheadKeys;
    private int given;
    private boolean failed;
    private boolean closed;

    private SqliteCursor(DatabaseFile file, Readers readers, Readers.Reader reader, SqlQuery query)
            throws SQLException {
        this.file = file;
        this.readers = readers;
        this.reader = reader;
        collection = query.request().collection();
        pushed = query.pushed();
        limit = pushed.limited() ? query.request().limit().orElse(-1) : -1;
        doubtful = query.hasDoubts() ? query.request().filter().predicate() : null;
        run = query.isByIndex()
                ? new Run(query.request().sorts(), (least, most) -> isThere(query.numberBetween(least, most)))
                : null;
        keys = query.request().sorts().size();
        if (query.request().isCounting()) {
            seen = new SeenRows(reader.connection());
        }
        PreparedStatement statement = reader.prepared(query.sql().text());
        query.sql().bindTo(statement);
        rows = statement.executeQuery();
        String without = query.damaged();
        damaged = without == null ? null : reader.prepared(without).executeQuery();
    }

    private boolean isThere(Sql sql) throws SQLException {
        PreparedStatement probe = reader.prepared(sql.text());
        sql.bindTo(probe);
        try (ResultSet row = probe.executeQuery()) {
            return row.next();
        }
    }

    /** Opens it in a transaction of its own, so that all that is asked for it is of one moment. */
    private static SqliteCursor open(
            DatabaseFile file, Readers readers, Readers.Reader reader, QueryRequest request, List<PhysicalIndex> known)
            throws SQLException {
        reader.begin();
        try {
            boolean odd = OddNames.areIn(request.collection(), reader);
            SqlQuery query = odd
                    ? SqlQuery.of(withoutDocuments(request), reader, List.of())
                    : SqlQuery.of(request, reader, known);
            return new SqliteCursor(file, readers, reader, query);
        } catch (SQLException e) {
            reader.end();
            throw e;
        }
    }

    private static QueryRequest withoutDocuments(QueryRequest request) {
        QueryRequest hidden = QueryRequest.of(
                request.collection(),
                OddNames.hidden(request.filter()),
                request.sorts(),
                request.limit().orElse(-1),
                request.after().orElse(null));
        return request.isCounting() ? hidden.counting() : hidden;
    }

    static SqliteCursor open(DatabaseFile file, Readers readers, KnownIndexes indexes, QueryRequest request)
            throws SQLException {
        Readers.Reader reader = readers.take();
        try {
            KnownIndexes.Reading<SqliteCursor> opening = known -> open(file, readers, reader, request, known);
            return request.isCounting()
                    ? indexes.readFresh(request.collection(), reader, opening)
                    : indexes.read(request.collection(), reader, opening);
        } catch (SQLException | RuntimeException e) {
            readers.drop(reader);
            throw e;
        }
    }

    @Override
    public @Nullable Entry next() {
        if (limit >= 0 && given >= limit) {
            return null;
        }
        try {
            Entry entry = run == null ? read() : sorted(run);
            given += entry == null ? 0 : 1;
            return entry;
        } catch (SQLException e) {
            failed = true;
            throw SqlErrors.translate("query of collection '" + collection + "'", file, e);
        }
    }

    /** Returns the next match in the order of the statement; first come the rows that it leaves out over damage. */
    private @Nullable Entry read() throws SQLException {
        ResultSet left = damaged;
        if (left != null) {
            if (left.next()) {
                return Rows.entry(collection, left);
            }
            left.close();
            damaged = null;
        }
        while (rows.next()) {
            Entry entry = Rows.entry(collection, rows);
            if (doubtful == null || rows.getInt(DOUBT) == 0 || doubtful.test(entry)) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry sorted(Run gathering) throws SQLException {
        while (sorted.isEmpty()) {
            if (ahead == null) {
                ahead = read();
                aheadKeys = ahead == null ? null : sortKeys();
            }
            Entry next = ahead;
            List<Object> nextKeys = aheadKeys;
            if (next == null || nextKeys == null) {
                sorted.addAll(gathering.end());
                break;
            }
            if (gathering.takes(next, nextKeys)) {
                ahead = null;
            }
            if (ahead != null || !gathering.isOpen()) {
                sorted.addAll(gathering.end());
            }
        }
        return sorted.poll();
    }

    /** Returns rank and value of each path of the order; an empty text stands for no value. */
    private List<Object> sortKeys() throws SQLException {
        List<Object> found = new ArrayList<>(2 * keys);
        for (int i = 1; i <= 2 * keys; i++) {
            Object key = rows.getObject(DOUBT + i);
            found.add(key == null ? "" : key instanceof Integer number ? (Object) number.longValue() : key);
        }
        return found;
    }

    @Override
    public Pushed pushed() {
        return pushed;
    }

    @Override
    public long examined() {
        return seen == null ? -1 : seen.count();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (failed || reader.connection().isClosed()) { // the store was closed meanwhile
                readers.drop(reader);
                return;
            }
            rows.close();
            if (damaged != null) {
                damaged.close();
            }
            reader.end();
            readers.give(reader);
        } catch (SQLException e) {
            throw SqlErrors.translate("closing a query of collection '" + collection + "'", file, e);
        }
    }
}

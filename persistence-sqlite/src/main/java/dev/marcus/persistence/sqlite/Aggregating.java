package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Group;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an aggregation from the values at its paths alone, which SQL takes out of the rows as they stand in the
 * text: what is computed is exact, and SQLite, which would sort all rows to group them, computes nothing. Given up as soon as
 * a row is in doubt.
 */
final class Aggregating implements Iterator<@Nullable Object[]> {
    private static final int LONGEST_SURE = 18;
    private static final int REMEMBERED = 1000;

    private final ResultSet rows;
    private final List<FieldPath> paths;
    private final Map<String, @Nullable Object> known = new HashMap<>();
    private boolean ready;
    private boolean doubtful;
    private @Nullable SQLException failure;

    private Aggregating(ResultSet rows, List<FieldPath> paths) {
        this.rows = rows;
        this.paths = paths;
    }

    /** Returns the groups, or empty if the entries have to be read. */
    static Optional<List<Group>> aggregate(Readers.Reader reader, List<PhysicalIndex> indexes, Aggregation aggregation)
            throws SQLException {
        reader.begin();
        try {
            return OddNames.areIn(aggregation.query().collection(), reader)
                    ? Optional.empty()
                    : inOneMoment(reader, indexes, aggregation);
        } finally {
            reader.end();
        }
    }

    private static Optional<List<Group>> inOneMoment(
            Readers.Reader reader, List<PhysicalIndex> indexes, Aggregation aggregation) throws SQLException {
        Selection selection = new Selection(
                reader,
                indexes,
                aggregation.query().collection(),
                aggregation.query().filter());
        List<FieldPath> paths = new ArrayList<>();
        aggregation.keys().forEach(key -> paths.add(key.path()));
        aggregation.figures().values().forEach(figure -> paths.add(figure.path()));
        Sql sql = columns(selection, paths);
        if (selection.isOpaque() || sql == null) {
            return Optional.empty();
        }
        try (ResultSet rows = selection.run(sql.add(selection.rows()))) {
            selection.lookForDamage();
            Aggregating values = new Aggregating(rows, paths);
            List<Group> groups = aggregation.foldValues(values);
            if (values.failure != null) {
                throw values.failure;
            }
            return values.doubtful ? Optional.empty() : Optional.of(groups);
        }
    }

    private static @Nullable Sql columns(Selection selection, List<FieldPath> paths) {
        Sql sql = new Sql("SELECT ").add(selection.doubt()).add(" OR NOT coalesce(json_valid(data), 0)");
        for (FieldPath path : paths) {
            FieldSql field = FieldSql.of(path);
            if (path.isEntryOwn()) {
                sql.add(", " + SqlQuery.column(path.names().get(0)));
            } else if (field == null) {
                return null;
            } else {
                sql.add(", " + field.guarded());
            }
        }
        return sql;
    }

    @Override
    public boolean hasNext() {
        try {
            ready = ready || rows.next();
            doubtful |= ready && rows.getInt(1) != 0;
            return ready && !doubtful;
        } catch (SQLException e) {
            failure = e;
            return false;
        }
    }

    @Override
    public @Nullable Object[] next() {
        if (!ready) {
            throw new NoSuchElementException("no more rows");
        }
        ready = false;
        @Nullable Object[] values = new @Nullable Object[paths.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                FieldPath path = paths.get(i);
                values[i] = path.isEntryOwn() ? own(i + 2, path.names().get(0)) : value(rows.getString(i + 2));
            }
        } catch (SQLException e) {
            failure = e;
        }
        return values;
    }

    private Object own(int column, String name) throws SQLException {
        return switch (name) {
            case Names.KEY -> rows.getString(column);
            case Names.REVISION -> rows.getLong(column);
            default -> Times.ofMicros(rows.getLong(column));
        };
    }

    /** Returns what the JSON text stands for, as {@link PathReader} gives it, except that any container is just that. */
    private @Nullable Object value(@Nullable String json) {
        if (json == null) {
            return PathReader.MISSING;
        }
        if (known.containsKey(json)) {
            return known.get(json);
        }
        Object value = parse(json);
        if (known.size() < REMEMBERED) {
            known.put(json, value);
        }
        return value;
    }

    private static @Nullable Object parse(String json) {
        return switch (json.charAt(0)) {
            case '{', '[' -> PathReader.CONTAINER;
            case 'n' -> null;
            case 't' -> true;
            case 'f' -> false;
            case '"' ->
                json.indexOf('\\') < 0
                        ? json.substring(1, json.length() - 1)
                        : Document.parse("{\"v\":" + json + "}").toMap().get("v");
            default -> number(json);
        };
    }

    private static Number number(String json) {
        if (json.indexOf('.') >= 0 || json.indexOf('e') >= 0 || json.indexOf('E') >= 0) {
            return new BigDecimal(json);
        }
        if (json.length() <= LONGEST_SURE) {
            return Long.parseLong(json);
        }
        BigInteger integer = new BigInteger(json);
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }
}

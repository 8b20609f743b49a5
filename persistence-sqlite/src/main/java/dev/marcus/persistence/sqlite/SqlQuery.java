package dev.marcus.persistence.sqlite;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as SQL: bound values, names of paths only as JSON paths in quotes, and what of the request it covers. */
final class SqlQuery {
    /** The function that counts the rows looked at. */
    static final String SEEN = "persistence_seen";

    private final QueryRequest request;
    private final @Nullable Access access;
    private final @Nullable PhysicalIndex text;
    private final FilterSql.Condition condition;
    private final boolean ordered;
    private final Sql sql = new Sql();

    private SqlQuery(QueryRequest request, @Nullable Access access, List<PhysicalIndex> indexes) {
        this.request = request;
        this.access = access;
        TextSearch search = new TextSearch(indexes);
        Map<FieldPath, FieldSql> paths =
                access == null ? Map.of() : access.index().paths();
        condition = new FilterSql(paths, search, false).of(request.filter());
        boolean searches = FilterSql.conjuncts(request.filter()).stream().anyMatch(Filter.Search.class::isInstance);
        text = searches && (access == null || !access.isNarrow()) ? search.used() : null;
        ordered = isByIndex()
                || request.sorts().stream().allMatch(sort -> sort.path().isEntryOwn());
        select();
        where();
        order();
    }

    static SqlQuery of(QueryRequest request, Readers.Reader reader, List<PhysicalIndex> indexes) throws SQLException {
        return new SqlQuery(request, new Planner(reader, indexes).choose(request), indexes);
    }

    /** Says whether the rows come in the order of an index over paths into the document. */
    boolean isByIndex() {
        return access != null
                && text == null
                && access.ordered()
                && !request.sorts().isEmpty();
    }

    private void select() {
        sql.add("SELECT " + Rows.COLUMNS + ", ");
        if (hasDoubts()) {
            sql.add("NOT (").add(condition.must()).add(")");
        } else {
            sql.add("0");
        }
        if (isByIndex()) {
            for (Sort sort : request.sorts()) {
                FieldSql field = field(sort);
                sql.add(", " + field.rank() + ", " + field.value());
            }
        }
        sql.add(" FROM persistence");
        if (text != null) {
            sql.add(" INDEXED BY " + text.name() + "_revision");
        } else if (access != null) {
            sql.add(" INDEXED BY " + access.index().name());
        }
    }

    private static FieldSql field(Sort sort) {
        FieldSql field = FieldSql.of(sort.path());
        if (field == null) {
            throw new IllegalStateException("path " + sort.path() + ": not one that an index is made over");
        }
        return field;
    }

    private void where() {
        PhysicalIndex index = text != null ? text : access == null ? null : access.index();
        if (index != null) {
            sql.add(" WHERE " + index.scope());
        } else {
            sql.add(" WHERE collection = ").bind(request.collection()).add(" AND revision IS NOT NULL");
        }
        and(condition.served());
        if (request.isCounting()) {
            sql.add(" AND " + SEEN + "(data)"); // SQLite asks it where it stands, as it asks for data as well
        }
        and(condition.rest());
        if (looksForDamage() && access != null && !access.isNarrow()) {
            sql.add(" AND " + access.index().fields().get(0).rank() + " IS NOT NULL");
        }
        request.after().ifPresent(this::after);
    }

    private void and(Sql more) {
        if (!more.is("1")) {
            sql.add(" AND ").add(more);
        }
    }

    /** Begins at the place or before it; what lies before it is left out afterwards. */
    private void after(Position place) {
        if (request.sorts().isEmpty()) {
            sql.add(" AND (stored_us, revision) < (").bind(Times.micros(place.storedAt()));
            sql.add(", ").bind(place.revision()).add(")");
        } else if (isByIndex()) {
            Sort first = request.sorts().get(0);
            new PlaceSql(field(first), place.values().get(0), first.descending()).addTo(sql);
        }
    }

    private void order() {
        if (!ordered) {
            return;
        }
        sql.add(" ORDER BY ");
        for (Sort sort : request.sorts()) {
            List<String> columns = sort.path().isEntryOwn()
                    ? List.of(column(sort.path().names().get(0)))
                    : field(sort).columns();
            for (String column : columns) {
                sql.add(column + (sort.descending() ? " DESC, " : ", "));
            }
        }
        sql.add("stored_us DESC, revision DESC");
    }

    static String column(String own) {
        return switch (own) {
            case Names.KEY -> "key";
            case Names.STORED_AT -> "stored_us";
            default -> "revision";
        };
    }

    Sql sql() {
        return sql;
    }

    /** Returns what finds a number of the index from the least up to but without the most, where the order is by one path. */
    Sql numberBetween(double least, Number most) {
        Access by = requireNonNull(access, "an index");
        PhysicalIndex index = by.index();
        FieldSql field = field(request.sorts().get(0));
        Sql probe =
                new Sql("SELECT 1 FROM persistence INDEXED BY " + index.name() + " WHERE " + index.scope() + " AND ");
        return probe.add(new FilterSql(index.paths(), search -> new Sql("1"), false)
                        .of(new Filter.And(by.equalities(request.filter())))
                        .may())
                .add(" AND " + field.rank() + " = " + FieldSql.NUMBER + " AND " + field.value() + " >= ")
                .bind(least)
                .add(" AND " + field.value() + " < ")
                .bind(most)
                .add(" LIMIT 1");
    }

    QueryRequest request() {
        return request;
    }

    /** Says whether a row has to be read for SQL to know whether it matches; the column behind {@link Rows} tells which. */
    boolean hasDoubts() {
        return !condition.opaque() && !condition.must().is("1");
    }

    /** Says whether conditions on the paths of an index leave out rows that are no JSON. */
    private boolean looksForDamage() {
        return access != null
                && text == null
                && !access.index().isByKey()
                && !request.filter().equals(Filter.all());
    }

    /** Returns what finds the rows that are no JSON and that the statement leaves out; null if it leaves out none. */
    @Nullable
    String damaged() {
        if (access == null || !looksForDamage()) {
            return null;
        }
        return access.index().damaged();
    }

    @Nullable
    Access access() {
        return text == null ? access : null;
    }

    /** Returns the index that is used, or null. */
    @Nullable
    PhysicalIndex index() {
        return text != null || access == null ? text : access.index();
    }

    Pushed pushed() {
        Pushed.Filtering filtering = !condition.opaque()
                ? Pushed.Filtering.EXACT
                : condition.may().is("1") ? Pushed.Filtering.NONE : Pushed.Filtering.SUPERSET;
        boolean limited = filtering == Pushed.Filtering.EXACT
                && ordered
                && request.limit().isPresent()
                && (request.after().isEmpty() || request.sorts().isEmpty());
        return new Pushed(filtering, ordered, limited);
    }
}

package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as one statement, so that it sees one moment. First come the rows to be set aside, of which SQL cannot tell
 * whether they match and where they stand: those without a projection, and those that the index does not hold. As a rule
 * there are none.
 */
final class QuerySql {
    /** So many rows are set aside; where there are more, a query is answered in another way. */
    static final int ASIDE = 1000;

    private final QueryRequest request;
    private final @Nullable PhysicalIndex index;
    private final @Nullable Access access;
    private final FilterSql.Condition condition;
    private final Sql where;
    private final Sql order = new Sql();
    private final boolean limited;

    /** Prepares the request; with one of these indexes, if it is of use. */
    QuerySql(QueryRequest request, List<PhysicalIndex> indexes) {
        this.request = request;
        access = Access.best(
                        indexes,
                        request.filter(),
                        request.sorts(),
                        request.limit().isPresent())
                .orElse(null);
        TextSearch.Narrowed search = access == null || !access.isNarrow()
                ? TextSearch.of(indexes, request.filter()).orElse(null)
                : null;
        index = search != null ? search.index() : access == null ? null : access.index();
        Map<FieldPath, FieldSql> paths = index == null || index.isText() ? Map.of() : index.paths();
        condition = new FilterSql(paths).of(request.filter());
        where = index == null
                ? new Sql("collection = ").bind(request.collection()).add(" AND fields IS NOT NULL")
                : index.rows();
        if (search != null) {
            where.add(" AND ").add(search.condition());
        }
        add(where, condition.sql());
        OrderSql ordering = new OrderSql(request.sorts(), paths);
        ordering.addTo(order);
        Sql behind = request.after().map(ordering::behind).orElse(null);
        if (behind != null) {
            add(where, behind);
        }
        limited = condition.exact() && (request.after().isEmpty() || behind != null);
    }

    private static void add(Sql sql, Sql more) {
        if (!more.is("true")) {
            sql.add(" AND ").add(more);
        }
    }

    /** Returns the index that it uses; null if it reads the collection. */
    @Nullable
    PhysicalIndex index() {
        return index;
    }

    /** Says whether the index leaves out rows, and does not only give them in order. */
    boolean isNarrow() {
        return access == null || access.isNarrow() || index != null && index.isText();
    }

    Pushed pushed() {
        return new Pushed(condition.exact() ? Pushed.Filtering.EXACT : Pushed.Filtering.SUPERSET, true, limited);
    }

    /** Says whether it gives few rows, so that they can be had at once. */
    boolean isShort() {
        return limited && request.limit().orElse(Integer.MAX_VALUE) <= ASIDE;
    }

    /** Returns the statement for {@code aside} and {@link Rows#COLUMNS}, in the order asked for behind those aside. */
    Sql rows() {
        Sql sql = aside().add(" UNION ALL (SELECT false, " + Rows.COLUMNS + " FROM entries WHERE ");
        sql.add(where).add(order);
        if (limited && request.limit().isPresent()) {
            sql.add(" LIMIT " + request.limit().getAsInt());
        }
        return sql.add(")");
    }

    /** Returns the statement for the rows set aside, and a last one with the number of the others as its third column. */
    Sql count() {
        return aside().add(" UNION ALL (SELECT false, NULL, NULL, count(*), 0, 0 FROM entries WHERE ")
                .add(where)
                .add(")");
    }

    private Sql aside() {
        String select = "SELECT true, " + Rows.COLUMNS + " FROM entries WHERE ";
        String limit = " LIMIT " + (ASIDE + 1) + ")";
        Sql sql = new Sql("(" + select + "collection = ").bind(request.collection());
        sql.add(" AND fields IS NULL" + limit);
        if (index != null && !index.isText()) {
            sql.add(" UNION ALL (" + select).add(index.longRows());
            add(sql, condition.sql());
            sql.add(limit);
        }
        return sql;
    }

    /** Returns the request for all rows of the collection, of which nothing is done by SQL. */
    static Sql everything(String collection) {
        return new Sql("SELECT false, " + Rows.COLUMNS + " FROM entries WHERE collection = ").bind(collection);
    }

    /** Returns a request for the entries that pass the filter, in no order that matters. */
    static QuerySql counting(String collection, Filter filter, List<PhysicalIndex> indexes) {
        return new QuerySql(QueryRequest.of(collection, filter, List.of(), -1, null), indexes);
    }
}

package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.QueryRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the index for a query. Where several could serve it counts what each would read, up to a bound; that needs no
 * statistics, which would have to be kept by somebody.
 */
final class Planner {
    private static final int MANY = 1000;

    private final Readers.Reader reader;
    private final List<PhysicalIndex> indexes;

    Planner(Readers.Reader reader, List<PhysicalIndex> indexes) {
        this.reader = reader;
        this.indexes = indexes;
    }

    private record Estimate(Access access, long rows) {}

    /** Returns how to read, or null if no ordered index is of use. */
    @Nullable
    Access choose(QueryRequest request) throws SQLException {
        List<Access> all = indexes.isEmpty() ? List.of() : Access.of(indexes, request.filter(), request.sorts());
        List<Access> narrow = all.stream().filter(Access::isNarrow).toList();
        boolean few = request.limit().isPresent();
        if (narrow.size() == 1 && (narrow.get(0).ordered() || !few)) {
            return narrow.get(0);
        }
        List<Estimate> estimates = new ArrayList<>();
        for (Access access : narrow) {
            estimates.add(new Estimate(access, count(access, request.filter())));
        }
        Estimate best = estimates.stream().min(Planner::compare).orElse(null);
        if (best != null && (best.rows < MANY || best.access.ordered() || !few)) {
            return best.access;
        }
        boolean useful = few || request.filter().equals(Filter.all());
        return all.stream()
                .filter(access -> useful && !access.isNarrow())
                .findFirst()
                .orElse(null);
    }

    private static int compare(Estimate a, Estimate b) {
        return Comparator.comparingLong(Estimate::rows)
                .thenComparing(estimate -> !estimate.access.ordered())
                .thenComparing(estimate -> -estimate.access.equal())
                .thenComparing(estimate -> estimate.access.index().fields().size())
                .compare(a, b);
    }

    /** Returns how many rows the index would give, as far as it is of interest. */
    long count(Access access, Filter filter) throws SQLException {
        PhysicalIndex index = access.index();
        List<Filter> served = FilterSql.conjuncts(filter).stream()
                .filter(part -> {
                    var path = LeafSql.path(part);
                    return path != null && index.paths().containsKey(path);
                })
                .toList();
        Sql sql = new Sql("SELECT count(*) FROM (SELECT 1 FROM persistence INDEXED BY " + index.name() + " WHERE "
                + index.scope() + " AND ");
        sql.add(new FilterSql(index.paths(), search -> new Sql("1"), false)
                        .of(new Filter.And(served))
                        .may())
                .add(" LIMIT " + MANY + ")");
        PreparedStatement statement = reader.prepared(sql.text());
        sql.bindTo(statement);
        try (ResultSet row = statement.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Says whether {@link #count} stopped before the end. */
    static boolean isMany(long rows) {
        return rows >= MANY;
    }
}

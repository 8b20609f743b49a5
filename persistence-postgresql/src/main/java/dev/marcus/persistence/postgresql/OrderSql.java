package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order of a query as SQL, and the condition on what comes behind a place in it. */
final class OrderSql {
    private record Part(
            Sql key, boolean descending, @Nullable FieldSql field) {}

    private final List<Part> parts = new ArrayList<>();

    OrderSql(List<Sort> sorts, Map<FieldPath, FieldSql> indexed) {
        for (Sort sort : sorts) {
            FieldSql known = indexed.get(sort.path());
            FieldSql field = known == null ? FieldSql.of(sort.path()) : known;
            parts.add(new Part(field.sortKey(), sort.descending(), field));
        }
        parts.add(new Part(new Sql("stored_us"), true, null));
        parts.add(new Part(new Sql("revision"), true, null));
    }

    /** Adds the order. */
    void addTo(Sql sql) {
        String separator = " ORDER BY ";
        for (Part part : parts) {
            sql.add(separator).add(part.key).add(part.descending ? " DESC" : "");
            separator = ", ";
        }
    }

    /** Returns the condition on what comes behind the place; null if it cannot be said. */
    @Nullable
    Sql behind(Position place) {
        List<Object> bounds = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            FieldSql field = parts.get(i).field;
            Object bound = field == null
                    ? (Object) (i == parts.size() - 2 ? Times.micros(place.storedAt()) : place.revision())
                    : field.bound(place.values().get(i));
            if (bound == null) {
                return null;
            }
            bounds.add(bound);
        }
        return behind(0, bounds);
    }

    /** The first key alone bounds what is read of an index, so it stands by itself. */
    private Sql behind(int at, List<Object> bounds) {
        Part part = parts.get(at);
        Object bound = bounds.get(at);
        String beyond = part.descending ? " < " : " > ";
        Sql strictly = new Sql().add(part.key).add(beyond).bind(bound);
        if (at == parts.size() - 1) {
            return strictly;
        }
        return new Sql("(")
                .add(part.key)
                .add(beyond.stripTrailing() + "= ")
                .bind(bound)
                .add(" AND (")
                .add(strictly)
                .add(" OR ")
                .add(behind(at + 1, bounds))
                .add("))");
    }
}

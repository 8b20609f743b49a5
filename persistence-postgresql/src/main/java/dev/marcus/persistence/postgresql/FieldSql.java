package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.Numbers;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The value at a path, as SQL sees it in rows whose document has its projection. */
final class FieldSql {
    /** Where the value stands. */
    enum Place {
        KEY,
        STORED_AT,
        REVISION,
        DOCUMENT
    }

    private final Place place;
    private final Sql value;
    private final boolean indexed;

    private FieldSql(Place place, Sql value, boolean indexed) {
        this.place = place;
        this.value = value;
        this.indexed = indexed;
    }

    /** Returns the value at the path, whose names are bound. */
    static FieldSql of(FieldPath path) {
        if (path.isEntryOwn()) {
            return own(path);
        }
        Sql value = new Sql("(fields");
        for (String name : path.names()) {
            if (!Projection.holds(name)) {
                return new FieldSql(Place.DOCUMENT, new Sql("(NULL::jsonb)"), false); // no projection has the name
            }
            value.add(" -> ").bind(name);
        }
        return new FieldSql(Place.DOCUMENT, value.add(")"), false);
    }

    private static FieldSql own(FieldPath path) {
        return switch (path.names().get(0)) {
            case Names.KEY -> new FieldSql(Place.KEY, new Sql("key"), true);
            case Names.STORED_AT -> new FieldSql(Place.STORED_AT, new Sql("stored_us"), false);
            default -> new FieldSql(Place.REVISION, new Sql("revision"), false);
        };
    }

    /** Returns the value at a path of an index, in the words in which the server wrote it. */
    static FieldSql indexed(FieldPath path, String expression) {
        return path.isEntryOwn() ? own(path) : new FieldSql(Place.DOCUMENT, new Sql(expression), true);
    }

    Place place() {
        return place;
    }

    /** Returns the expression: {@code jsonb}, null where there is nothing, or a column. */
    Sql value() {
        return value;
    }

    /** Says whether an index holds the sort key. */
    boolean isIndexed() {
        return indexed;
    }

    /** Returns what to sort by, never null. */
    Sql sortKey() {
        return place == Place.DOCUMENT ? SortKey.of(value) : value;
    }

    /**
     * Returns what the sort key of a value is bound as.
     *
     * @param found as a position in an order holds it
     * @return null if the server cannot be given it
     */
    @Nullable
    Object bound(@Nullable Object found) {
        return switch (place) {
            case DOCUMENT -> SortKey.of(found);
            case KEY -> found instanceof String key && Projection.holds(key) ? key : null;
            case STORED_AT -> found instanceof Instant time ? (Object) Times.micros(time) : null;
            case REVISION -> found instanceof Number number ? revision(number) : null;
        };
    }

    private static @Nullable Object revision(Number number) {
        BigDecimal exact = Numbers.toDecimal(number);
        return exact.stripTrailingZeros().scale() <= 0 && exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                ? (Object) exact.longValue()
                : null;
    }
}

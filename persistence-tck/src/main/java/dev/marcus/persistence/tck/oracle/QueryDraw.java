package dev.marcus.persistence.tck.oracle;

import static dev.marcus.persistence.query.Filter.not;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.query.Where;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Draws questions about the documents drawn before, so that their answers are not empty as a rule. */
final class QueryDraw {
    private final Draw draw;
    private final List<Object> seen = new ArrayList<>(List.of("a", 1L, true));

    QueryDraw(Draw draw) {
        this.draw = draw;
    }

    /** Remembers the values of a document, to ask for them. */
    void remember(Document document) {
        remember(document.toMap());
    }

    private void remember(Object value) {
        if (value instanceof Map<?, ?> object) {
            object.values().forEach(this::rememberNullable);
        } else if (value instanceof List<?> list) {
            list.forEach(this::rememberNullable);
        } else {
            seen.add(value);
        }
    }

    private void rememberNullable(@org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            remember(value);
        }
    }

    Filter filter(int depth) {
        int kind = draw.random.nextInt(depth > 2 ? 8 : 14);
        if (kind < 8) {
            return leaf();
        }
        if (kind == 8) {
            return not(filter(depth + 1));
        }
        List<Filter> parts = new ArrayList<>();
        for (int left = draw.random.nextInt(1, 4); left > 0; left--) {
            parts.add(filter(depth + 1));
        }
        return kind % 2 == 0 ? new Filter.And(parts) : new Filter.Or(parts);
    }

    private Filter leaf() {
        if (draw.oneIn(14)) {
            Instant time = Script.START.plusNanos(draw.random.nextInt(0, 40) * 500L);
            Where storedAt = Filter.where("_stored_at");
            return draw.oneIn(2) ? storedAt.lt(time) : storedAt.gte(time);
        }
        if (draw.oneIn(20)) {
            return Filter.where("_revision").gt(draw.random.nextInt(60));
        }
        if (draw.oneIn(20)) {
            return Filter.matching(entry -> entry.key().hashCode() % 2 == 0);
        }
        FieldPath path = draw.path();
        Where where = Filter.where(path);
        Object value = draw.oneIn(3) ? draw.scalar() : neighbour(draw.oneOf(seen));
        return switch (draw.random.nextInt(14)) {
            case 0, 1 -> where.eq(value);
            case 2 -> where.ne(value);
            case 3 -> where.lt(value);
            case 4 -> where.lte(value);
            case 5 -> where.gt(value);
            case 6 -> where.gte(value);
            case 7 -> where.in(value, draw.scalar(), draw.oneOf(seen));
            case 8 -> where.exists();
            case 9 -> where.isNull();
            case 10 -> where.startsWith(part(value));
            case 11 -> where.contains(draw.oneIn(2) ? value : part(value));
            case 12 -> where.search(words(value));
            default -> where.glob(glob(value));
        };
    }

    /** Returns the value, or one so near to it that carelessness takes it for the same. */
    private Object neighbour(Object value) {
        if (draw.oneIn(2)) {
            return value;
        }
        if (value instanceof Number number) {
            BigDecimal step = draw.oneOf(List.of(BigDecimal.ONE, BigDecimal.ONE.negate(), new BigDecimal("0.5")));
            BigDecimal near = Values.decimal(number).add(step);
            return near.precision() > 900 ? value : near;
        }
        return value instanceof String text && draw.oneIn(2) ? text.toUpperCase(Locale.ROOT) : value;
    }

    /** Returns a part of the text, cut between UTF-16 units. */
    private String part(Object value) {
        String text = value.toString();
        return text.substring(0, draw.random.nextInt(Math.min(text.length(), 5) + 1));
    }

    /** Returns a search for words of the value, some of them cut short or put together. */
    private String words(Object value) {
        String text = value.toString().replace('"', ' ').replace('*', ' ');
        return switch (draw.random.nextInt(4)) {
            case 0 -> "\"a " + text + "\"";
            case 1 -> "a " + text + "*";
            case 2 -> "a" + part(value).replace('"', ' ') + "*";
            default -> "\"" + text + " a*\" a";
        };
    }

    private String glob(Object value) {
        String text = value.toString();
        return switch (draw.random.nextInt(5)) {
            case 0 -> "*" + part(value);
            case 1 -> part(value) + "*";
            case 2 -> "?" + text.substring(Math.min(1, text.length()));
            case 3 -> "*" + part(value) + "*?";
            default -> text;
        };
    }

    List<Sort> sorts() {
        List<Sort> sorts = new ArrayList<>();
        for (int left = draw.random.nextInt(3); left > 0; left--) {
            FieldPath path = draw.oneIn(6)
                    ? draw.oneOf(List.of(FieldPath.of("_stored_at"), FieldPath.of("_revision")))
                    : draw.path();
            sorts.add(new Sort(path, draw.oneIn(2)));
        }
        return sorts;
    }

    Figures figures(String collection) {
        Optional<TimeBucket> bucket =
                draw.oneIn(2) ? Optional.of(draw.oneOf(List.of(TimeBucket.values()))) : Optional.empty();
        Optional<String> groupBy =
                draw.oneIn(2) ? Optional.of(draw.oneOf(List.of("v", "n", "o", "o.n"))) : Optional.empty();
        Filter filter = draw.oneIn(2) ? Filter.all() : filter(1);
        return new Figures(collection, filter, groupBy, bucket, draw.oneOf(List.of("n", "v", "o.n")));
    }
}

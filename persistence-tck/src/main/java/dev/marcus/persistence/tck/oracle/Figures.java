package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.TimeBucket;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation, and its answer (contract 5.10) said as plainly as can be: every figure at one path, grouped by at most one
 * path and at most one span of the store time.
 */
record Figures(String collection, Filter filter, Optional<String> groupBy, Optional<TimeBucket> bucket, String path) {
    private static final int[] PERCENTS = {0, 10, 50, 90, 100};

    Aggregation asAggregation() {
        Aggregation aggregation = Aggregation.of(collection).where(filter);
        if (groupBy.isPresent()) {
            aggregation = aggregation.groupBy(groupBy.get());
        }
        if (bucket.isPresent()) {
            aggregation = aggregation.groupByTime("_stored_at", bucket.get());
        }
        aggregation = aggregation
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum(path))
                .compute("avg", Aggregate.avg(path))
                .compute("min", Aggregate.min(path))
                .compute("max", Aggregate.max(path));
        for (int percent : PERCENTS) {
            aggregation = aggregation.compute("p" + percent, Aggregate.percentile(path, percent));
        }
        return aggregation;
    }

    /** Returns how the answer differs from the figures of these entries; empty if it does not. */
    Optional<String> difference(List<Group> answer, List<Entry> matching) {
        List<List<Entry>> groups = groups(matching);
        if (answer.size() != groups.size()) {
            return Optional.of(answer.size() + " groups (expected: " + groups.size() + ")");
        }
        for (int i = 0; i < groups.size(); i++) {
            Optional<String> difference = difference(answer.get(i), groups.get(i));
            if (difference.isPresent()) {
                return Optional.of("group " + i + ": " + difference.get());
            }
        }
        return Optional.empty();
    }

    private List<List<Entry>> groups(List<Entry> matching) {
        if (groupBy.isEmpty() && bucket.isEmpty()) {
            return List.of(matching);
        }
        List<List<Entry>> groups = new ArrayList<>();
        for (Entry entry : matching) {
            groups.stream()
                    .filter(group -> compareKeys(group.get(0), entry) == 0)
                    .findFirst()
                    .orElseGet(() -> {
                        List<Entry> group = new ArrayList<>();
                        groups.add(group);
                        return group;
                    })
                    .add(entry);
        }
        groups.sort((a, b) -> compareKeys(a.get(0), b.get(0)));
        return groups;
    }

    private int compareKeys(Entry a, Entry b) {
        if (groupBy.isPresent()) {
            FieldPath by = FieldPath.parse(groupBy.get());
            int order = Values.compare(Values.at(a, by), Values.at(b, by));
            if (order != 0) {
                return order;
            }
        }
        return bucket.map(span -> start(span, a).compareTo(start(span, b))).orElse(0);
    }

    private static Instant start(TimeBucket span, Entry entry) {
        ZonedDateTime time = entry.storedAt().atZone(ZoneOffset.UTC);
        ZonedDateTime start = switch (span) {
            case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            case WEEK -> time.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        };
        return start.toInstant();
    }

    private Optional<String> difference(Group answer, List<Entry> entries) {
        if (bucket.isPresent()) {
            Instant start = start(bucket.get(), entries.get(0));
            if (!start.equals(answer.key("_stored_at"))) {
                return Optional.of("span " + answer.key("_stored_at") + " (expected: " + start + ")");
            }
        }
        for (Map.Entry<String, @Nullable BigDecimal> figure : figures(entries).entrySet()) {
            BigDecimal expected = figure.getValue();
            BigDecimal found = answer.figure(figure.getKey()).orElse(null);
            boolean equal = expected == null ? found == null : found != null && expected.compareTo(found) == 0;
            if (!equal) {
                return Optional.of(figure.getKey() + " is " + found + " (expected: " + expected + ")");
            }
        }
        return Optional.empty();
    }

    private Map<String, @Nullable BigDecimal> figures(List<Entry> entries) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Entry entry : entries) {
            if (Values.at(entry, FieldPath.parse(path)) instanceof Number number) {
                numbers.add(Values.decimal(number));
            }
        }
        numbers.sort(null);
        int n = numbers.size();
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<String, @Nullable BigDecimal> figures = new LinkedHashMap<>();
        figures.put("count", BigDecimal.valueOf(entries.size()));
        figures.put("sum", n == 0 ? null : sum);
        figures.put("avg", n == 0 ? null : sum.divide(BigDecimal.valueOf(n), MathContext.DECIMAL128));
        figures.put("min", n == 0 ? null : numbers.get(0));
        figures.put("max", n == 0 ? null : numbers.get(n - 1));
        for (int percent : PERCENTS) {
            figures.put("p" + percent, n == 0 ? null : percentile(numbers, percent));
        }
        return figures;
    }

    private static BigDecimal percentile(List<BigDecimal> sorted, int percent) {
        BigDecimal rank = BigDecimal.valueOf(percent * (sorted.size() - 1L), 2);
        int below = rank.setScale(0, RoundingMode.FLOOR).intValueExact();
        BigDecimal share = rank.subtract(BigDecimal.valueOf(below));
        if (share.signum() == 0) {
            return sorted.get(below);
        }
        BigDecimal step = sorted.get(below + 1).subtract(sorted.get(below));
        return sorted.get(below).add(step.multiply(share)).round(MathContext.DECIMAL128);
    }
}

package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.document.PathReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference evaluation of an aggregation: one pass over the entries, the figures at the end. */
final class AggregationFold {
    private final Aggregation aggregation;
    private final ValueReader reader;
    private final Map<List<@Nullable Object>, Collected> groups = new LinkedHashMap<>();

    AggregationFold(Aggregation aggregation) {
        this.aggregation = aggregation;
        List<FieldPath> paths = new ArrayList<>();
        aggregation.keys().forEach(key -> paths.add(key.path()));
        aggregation.figures().values().forEach(figure -> paths.add(figure.path()));
        reader = new ValueReader(paths);
    }

    /** The keys as first seen, and what the figures of a group are computed from. */
    private static final class Collected {
        private final List<@Nullable Object> keys;
        private final List<List<BigDecimal>> numbers = new ArrayList<>();
        private final BigDecimal[] sums;
        private long count;

        private Collected(List<@Nullable Object> keys, int figures) {
            this.keys = keys;
            sums = new BigDecimal[figures];
            for (int i = 0; i < figures; i++) {
                sums[i] = BigDecimal.ZERO;
                numbers.add(new ArrayList<>());
            }
        }
    }

    List<Group> fold(Iterable<Entry> entries) {
        Iterator<Entry> iterator = entries.iterator();
        return foldValues(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                return reader.read(iterator.next());
            }
        });
    }

    List<Group> foldValues(Iterator<@Nullable Object[]> matches) {
        if (aggregation.keys().isEmpty()) {
            groups.put(List.of(), new Collected(List.of(), aggregation.figures().size()));
        }
        while (matches.hasNext()) {
            add(matches.next());
        }
        List<Group> answer = new ArrayList<>();
        for (Collected collected : groups.values()) {
            answer.add(finish(collected));
        }
        return answer;
    }

    private void add(@Nullable Object[] values) {
        int width = aggregation.keys().size();
        List<@Nullable Object> keys = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            Object key = groupKey(values[i], aggregation.keys().get(i).bucket());
            keys.add(key instanceof Number number ? Group.normalised(number) : key);
        }
        Collected group = groups.computeIfAbsent(
                keys, k -> new Collected(k, aggregation.figures().size()));
        group.count++;
        int slot = 0;
        for (Aggregate figure : aggregation.figures().values()) {
            if (values[width + slot] instanceof Number number && figure.kind() != Aggregate.Kind.COUNT) {
                collect(group, slot, figure.kind(), Numbers.toDecimal(number));
            }
            slot++;
        }
    }

    private static void collect(Collected group, int slot, Aggregate.Kind kind, BigDecimal number) {
        List<BigDecimal> numbers = group.numbers.get(slot);
        switch (kind) {
            case SUM, AVG -> {
                group.sums[slot] = group.sums[slot].add(number);
                if (numbers.isEmpty()) {
                    numbers.add(BigDecimal.ONE);
                } else {
                    numbers.set(0, numbers.get(0).add(BigDecimal.ONE));
                }
            }
            case MIN, MAX -> {
                if (numbers.isEmpty()) {
                    numbers.add(number);
                } else if (kind == Aggregate.Kind.MIN) {
                    numbers.set(0, numbers.get(0).min(number));
                } else {
                    numbers.set(0, numbers.get(0).max(number));
                }
            }
            default -> numbers.add(number);
        }
    }

    private static @Nullable Object groupKey(@Nullable Object value, @Nullable TimeBucket bucket) {
        if (ValueOrder.isContainer(value)) {
            return PathReader.CONTAINER;
        }
        if (bucket == null) {
            return value;
        }
        Instant time = value instanceof Instant instant ? instant : IsoTime.parse(value);
        return time == null ? PathReader.MISSING : bucket.startOf(time);
    }

    private Group finish(Collected group) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        for (int i = 0; i < group.keys.size(); i++) {
            keys.put(aggregation.keys().get(i).name(), group.keys.get(i));
        }
        Map<String, @Nullable BigDecimal> figures = new LinkedHashMap<>();
        int slot = 0;
        for (Map.Entry<String, Aggregate> figure : aggregation.figures().entrySet()) {
            figures.put(figure.getKey(), compute(figure.getValue(), group, slot++));
        }
        return new Group(keys, figures);
    }

    private static @Nullable BigDecimal compute(Aggregate figure, Collected group, int slot) {
        if (figure.kind() == Aggregate.Kind.COUNT) {
            return BigDecimal.valueOf(group.count);
        }
        List<BigDecimal> numbers = group.numbers.get(slot);
        if (numbers.isEmpty()) {
            return null;
        }
        return switch (figure.kind()) {
            case SUM -> group.sums[slot];
            case AVG -> group.sums[slot].divide(numbers.get(0), MathContext.DECIMAL128);
            case PERCENTILE -> percentile(numbers, figure.percent());
            default -> numbers.get(0);
        };
    }

    private static BigDecimal percentile(List<BigDecimal> numbers, double percent) {
        numbers.sort(null);
        BigDecimal rank = BigDecimal.valueOf(percent)
                .multiply(BigDecimal.valueOf(numbers.size() - 1L))
                .divide(BigDecimal.valueOf(100));
        BigInteger floor = rank.setScale(0, RoundingMode.FLOOR).toBigInteger();
        int below = floor.intValueExact();
        BigDecimal share = rank.subtract(new BigDecimal(floor));
        BigDecimal low = numbers.get(below);
        if (share.signum() == 0) {
            return low;
        }
        BigDecimal high = numbers.get(below + 1);
        return low.add(high.subtract(low).multiply(share)).round(MathContext.DECIMAL128);
    }
}

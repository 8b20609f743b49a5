package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.PathReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference evaluation of an aggregation: one pass over the entries, the figures at the end. */
final class AggregationFold {
    private final List<Aggregation.GroupKey> keys;
    private final Map<String, Aggregate> figures;
    private final Aggregate[] computed;
    private final ValueReader reader;
    /** By the key where there is one, else by the list of them. */
    private final Map<@Nullable Object, Gathered> groups = new HashMap<>();

    AggregationFold(Aggregation aggregation) {
        keys = aggregation.keys();
        figures = aggregation.figures();
        computed = figures.values().toArray(new Aggregate[0]);
        List<FieldPath> paths = new ArrayList<>();
        keys.forEach(key -> paths.add(key.path()));
        for (Aggregate figure : computed) {
            paths.add(figure.path());
        }
        reader = new ValueReader(paths);
    }

    /** What the figures of a group are computed from. */
    private static final class Gathered {
        private final @Nullable FigureFold[] folds;
        private long count;

        private Gathered(Aggregate[] figures) {
            folds = new @Nullable FigureFold[figures.length];
            for (int i = 0; i < figures.length; i++) {
                folds[i] = FigureFold.of(figures[i]);
            }
        }
    }

    List<Group> fold(Iterable<Entry> entries) {
        if (keys.isEmpty()) {
            groups.put(List.of(), new Gathered(computed));
        }
        for (Entry entry : entries) {
            add(reader.read(entry));
        }
        List<Group> answer = new ArrayList<>();
        groups.forEach((key, gathered) -> answer.add(finish(key, gathered)));
        return answer;
    }

    private void add(@Nullable Object[] values) {
        Object key = key(values);
        Gathered group = groups.get(key);
        if (group == null) {
            group = new Gathered(computed);
            groups.put(key, group);
        }
        group.count++;
        for (int i = 0; i < computed.length; i++) {
            FigureFold fold = group.folds[i];
            if (fold != null && values[keys.size() + i] instanceof Number number) {
                fold.add(number);
            }
        }
    }

    private @Nullable Object key(@Nullable Object[] values) {
        int width = keys.size();
        if (width == 1) {
            return key(values[0], keys.get(0).bucket());
        }
        @Nullable Object[] several = new @Nullable Object[width];
        for (int i = 0; i < width; i++) {
            several[i] = key(values[i], keys.get(i).bucket());
        }
        return Arrays.asList(several);
    }

    private static @Nullable Object key(@Nullable Object value, @Nullable TimeBucket bucket) {
        if (ValueOrder.isContainer(value)) {
            return PathReader.CONTAINER;
        }
        if (bucket == null) {
            return value instanceof Number number ? Group.normalised(number) : value;
        }
        Instant time = value instanceof Instant instant ? instant : IsoTime.parse(value);
        return time == null ? PathReader.MISSING : bucket.startOf(time);
    }

    private Group finish(@Nullable Object key, Gathered group) {
        List<? extends @Nullable Object> values =
                keys.size() == 1 || !(key instanceof List<?> several) ? Collections.singletonList(key) : several;
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            named.put(keys.get(i).name(), values.get(i));
        }
        Map<String, @Nullable BigDecimal> computedFigures = new LinkedHashMap<>();
        int slot = 0;
        for (String name : figures.keySet()) {
            FigureFold fold = group.folds[slot++];
            computedFigures.put(name, fold == null ? BigDecimal.valueOf(group.count) : fold.figure());
        }
        return new Group(named, computedFigures);
    }
}

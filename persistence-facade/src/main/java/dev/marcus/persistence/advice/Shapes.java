package dev.marcus.persistence.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The figures of a bounded number of shapes: when there are too many, the least used are forgotten, and counted. */
final class Shapes {
    private static final int FORGOTTEN_AT_ONCE = 8; // one in so many

    private final int most;
    private final Map<Shape, ShapeFigures> figures = new ConcurrentHashMap<>();
    private final LongAdder forgottenShapes = new LongAdder();
    private final LongAdder forgottenQueries = new LongAdder();

    Shapes(int most) {
        this.most = most;
    }

    ShapeFigures of(Shape shape) {
        ShapeFigures known = figures.get(shape);
        return known != null ? known : add(shape);
    }

    private synchronized ShapeFigures add(Shape shape) {
        if (figures.size() >= most && !figures.containsKey(shape)) {
            forgetLeastUsed();
        }
        return figures.computeIfAbsent(shape, key -> new ShapeFigures());
    }

    private void forgetLeastUsed() {
        record Used(Shape shape, long calls) {}
        List<Used> all = new ArrayList<>();
        figures.forEach((shape, counted) -> all.add(new Used(shape, counted.calls())));
        all.sort(Comparator.comparingLong(Used::calls));
        for (Used least : all.subList(0, Math.max(1, most / FORGOTTEN_AT_ONCE))) {
            figures.remove(least.shape);
            forgottenShapes.increment();
            forgottenQueries.add(least.calls);
        }
    }

    Map<Shape, ShapeFigures> all() {
        return Map.copyOf(figures);
    }

    long forgottenShapes() {
        return forgottenShapes.sum();
    }

    long forgottenQueries() {
        return forgottenQueries.sum();
    }
}

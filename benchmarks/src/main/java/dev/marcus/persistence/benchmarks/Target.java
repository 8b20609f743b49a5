package dev.marcus.persistence.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that this project wants to reach, and whether it did.
 *
 * @param title what is judged
 * @param bound the bound in words
 * @param limit the bound
 * @param atLeast whether the figure has to be at least that, and not at most
 * @param unit the unit of the figure; empty for a ratio
 * @param figure takes the figure from the results
 */
record Target(
        String title,
        String bound,
        double limit,
        boolean atLeast,
        String unit,
        Function<Results, Optional<Ratio>> figure) {
    private static final int SMALL = 1_000;
    private static final int TEN_THOUSAND = 10_000;
    private static final int MIDDLE = 100_000;
    private static final int LARGE = 1_000_000;
    private static final double SECOND = 1_000;

    /** Returns all of them. */
    static List<Target> all() {
        List<Target> all = new ArrayList<>();
        all.add(toJdbc(Topic.PUT_DISK_16, Kind.FILE, 5));
        all.add(toJdbc(Topic.PUT_DISK_16, Kind.SQLITE, 3));
        all.add(toJdbc(Topic.PUT_DISK_1, Kind.FILE, 0.9));
        all.add(toJdbc(Topic.PUT_DISK_1, Kind.SQLITE, 0.9));
        all.add(atMost(Topic.GET, Kind.MEMORY, 1.5));
        all.add(atMost(Topic.GET, Kind.FILE, 1.5));
        all.add(toJackson(Kind.MEMORY));
        all.add(toJackson(Kind.FILE));
        all.add(toJdbc(Topic.BATCH, Kind.SQLITE, 1));
        all.add(atLeast(Topic.BATCH, Kind.FILE, Kind.ROCKSDB, 1));
        all.add(atMost(Topic.reopening(LARGE), Kind.FILE, 3 * SECOND));
        for (int entries : List.of(MIDDLE, LARGE)) {
            all.add(timeToJdbc(Topic.indexed(entries), Kind.SQLITE, 1.2));
            all.add(timeToJdbc(Topic.indexed(entries), Kind.MEMORY, 1));
            all.add(timeToJdbc(Topic.indexed(entries), Kind.FILE, 1));
            all.add(timeToJdbc(Topic.scanCount(entries), Kind.SQLITE, 1.1));
            all.add(timeToJdbc(Topic.scanCount(entries), Kind.MEMORY, 3));
            for (Kind kind : List.of(Kind.SQLITE, Kind.MEMORY)) {
                all.add(timeToJdbc(Topic.figuresByType(entries), kind, 1.2));
                all.add(timeToJdbc(Topic.figuresByHour(entries), kind, 1.2));
            }
        }
        for (Kind kind : List.of(Kind.SQLITE, Kind.MEMORY, Kind.FILE)) {
            all.add(indexedCost(kind));
        }
        all.add(putCost("PROCESS"));
        all.add(putCost("DISK"));
        return all;
    }

    private static Target toJdbc(Topic topic, Kind mine, double limit) {
        return new Target(
                topic.title() + ": " + mine.title() + " to hand-written JDBC",
                "at least " + Figures.bound(limit) + "×",
                limit,
                true,
                "×",
                results -> ratio(topic, results.of(topic, mine), results.ofJdbc(topic)));
    }

    private static Target timeToJdbc(Topic topic, Kind mine, double limit) {
        return new Target(
                topic.title() + ": " + mine.title() + " to hand-written JDBC",
                "at most " + Figures.bound(limit) + "×",
                limit,
                false,
                "×",
                results -> results.of(topic, mine)
                        .flatMap(one -> results.ofJdbc(topic).map(jdbc -> Ratio.of(one, jdbc))));
    }

    private static Target indexedCost(Kind kind) {
        return new Target(
                "Newest 100 of a type, indexed, " + kind.title() + ": with " + Figures.grouped(LARGE)
                        + " entries to with " + Figures.grouped(TEN_THOUSAND),
                "at most " + Figures.bound(1.5) + "×",
                1.5,
                false,
                "×",
                results -> results.of(Topic.indexed(LARGE), kind)
                        .flatMap(large ->
                                results.of(Topic.indexed(TEN_THOUSAND), kind).map(small -> Ratio.of(large, small))));
    }

    private static Target atLeast(Topic topic, Kind mine, Kind other, double limit) {
        return new Target(
                topic.title() + ": " + mine.title() + " to " + other.title(),
                "at least " + Figures.bound(limit) + "×",
                limit,
                true,
                "×",
                results -> ratio(topic, results.of(topic, mine), results.of(topic, other)));
    }

    private static Optional<Ratio> ratio(Topic topic, Optional<Measured> mine, Optional<Measured> other) {
        return mine.flatMap(one -> other.map(two -> topic.advantage(one, two)));
    }

    private static Target atMost(Topic topic, Kind mine, double limit) {
        return new Target(
                topic.title() + ": " + mine.title(),
                "under " + Figures.bound(limit) + " " + topic.unit(),
                limit,
                false,
                " " + topic.unit(),
                results -> results.of(topic, mine).map(one -> new Ratio(one.score(), one.error())));
    }

    private static Target toJackson(Kind mine) {
        return new Target(
                Topic.TYPED_GET.title() + ", " + mine.title() + ": to a bare Jackson read",
                "at most " + Figures.bound(1.5) + "×",
                1.5,
                false,
                "×",
                results -> results.of(Topic.TYPED_GET, mine)
                        .flatMap(one ->
                                results.of(Topic.BARE_JACKSON, JmhRun.NOBODY).map(bare -> Ratio.of(one, bare))));
    }

    private static Target putCost(String level) {
        return new Target(
                "Put at level " + level + ", " + Kind.FILE.title() + ": with " + Figures.grouped(LARGE)
                        + " entries to with " + Figures.grouped(SMALL),
                "at most " + Figures.bound(1.2) + "×",
                1.2,
                false,
                "×",
                results -> results.putCost(Kind.FILE, level, LARGE)
                        .flatMap(large ->
                                results.putCost(Kind.FILE, level, SMALL).map(small -> Ratio.of(large, small))));
    }

    /** Returns the figure in words. */
    String measured(Results results) {
        return figure.apply(results)
                .map(ratio -> Figures.withError(ratio.value(), ratio.error()) + unit)
                .orElse("not measured");
    }

    /** Returns whether it was reached, and whether the error leaves that open. */
    String verdict(Results results) {
        return figure.apply(results).map(this::verdict).orElse("–");
    }

    private String verdict(Ratio ratio) {
        boolean met = atLeast ? ratio.value() >= limit : ratio.value() <= limit;
        boolean open = !Double.isNaN(ratio.error()) && Math.abs(ratio.value() - limit) < ratio.error();
        return (met ? "yes" : "**no**") + (open ? ", within the error" : "");
    }
}

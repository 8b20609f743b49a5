package dev.marcus.persistence.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report as Markdown: what is judged first, then every figure, then what was compared and how. */
final class Report {
    private static final List<Kind> RIVALS = List.of(Kind.NITRITE, Kind.MVSTORE, Kind.ROCKSDB);
    private static final String NONE = "–";

    private final Results results;
    private final Circumstances circumstances;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results, Circumstances circumstances) {
        this.results = results;
        this.circumstances = circumstances;
    }

    static String write(Results results, Circumstances circumstances, String chart) {
        return new Report(results, circumstances).write(chart);
    }

    private String write(String chart) {
        line("# How fast it is, beside others");
        line();
        line("Written by the run itself (" + circumstances.date() + "), and not by hand. "
                + "[CONTRIBUTING.md](../CONTRIBUTING.md) tells how to run it again.");
        line();
        if (!circumstances.complete()) {
            line("**This was no complete run: its figures mean nothing.**");
            line();
        }
        line("## What is judged");
        line();
        text.append(judged(results));
        line();
        line("![The figures as bars](" + chart + ")");
        line();
        line("## Every figure");
        line();
        line(
                "`×` says how many times better a store is than the one at the head of the column: more entries a second, or"
                        + " less time or space. `" + NONE + "`: the store cannot promise"
                        + " that level, or there is nothing to compare with.");
        line();
        Topic.of(results).forEach(this::topic);
        typedGet();
        putCost();
        notes();
        return text.toString();
    }

    /** Returns the table of what is judged; the README shows it too. */
    static String judged(Results results) {
        StringBuilder table = new StringBuilder("| | target | measured | reached |\n|---|---|---|---|\n");
        for (Target target : Target.all()) {
            table.append(row(target.title(), target.bound(), target.measured(results), target.verdict(results)))
                    .append('\n');
        }
        return table.toString();
    }

    private void topic(Topic topic) {
        line("### " + topic.title());
        line();
        line("| | " + topic.unit() + " | × JDBC | × Nitrite | × MVStore | × RocksDB |");
        line("|---|---:|---:|---:|---:|---:|");
        for (Kind kind : Kind.values()) {
            if (topic.contenders().contains(kind)) {
                contender(topic, kind);
            } else if (topic.level().compareTo(kind.promise()) > 0) {
                line(row(kind.title(), NONE, NONE, NONE, NONE, NONE));
            }
        }
        line();
    }

    private void contender(Topic topic, Kind kind) {
        Optional<Measured> mine = results.of(topic, kind);
        List<String> cells =
                new ArrayList<>(List.of(kind.title(), mine.map(Report::figure).orElse("**failed**")));
        cells.add(times(topic, mine, results.ofJdbc(topic)));
        RIVALS.forEach(rival -> cells.add(times(topic, mine, results.of(topic, rival))));
        line(row(cells.toArray(String[]::new)));
    }

    private static String figure(Measured measured) {
        return Figures.withError(measured.score(), measured.error());
    }

    private static String times(Topic topic, Optional<Measured> mine, Optional<Measured> other) {
        return mine.flatMap(one ->
                        other.map(two -> Figures.times(topic.advantage(one, two).value())))
                .orElse(NONE);
    }

    private void typedGet() {
        Optional<Measured> bare = results.of(Topic.BARE_JACKSON, JmhRun.NOBODY);
        if (!results.has(Topic.TYPED_GET)) {
            return;
        }
        line("### " + Topic.TYPED_GET.title());
        line();
        line("| | µs | times a bare Jackson read |");
        line("|---|---:|---:|");
        line(row(
                "bare Jackson read of the same bytes to the same record",
                bare.map(Report::figure).orElse(NONE),
                NONE));
        for (Kind kind : List.of(Kind.MEMORY, Kind.FILE, Kind.SQLITE)) {
            Optional<Measured> mine = results.of(Topic.TYPED_GET, kind);
            String times = mine.flatMap(one ->
                            bare.map(two -> Figures.times(Ratio.of(one, two).value())))
                    .orElse(NONE);
            line(row(kind.title(), mine.map(Report::figure).orElse(NONE), times));
        }
        line();
    }

    private void putCost() {
        List<Integer> sizes = results.sizes(JmhRun.SIZED + ".put");
        if (sizes.size() < 2) {
            return;
        }
        int small = sizes.get(0);
        int large = sizes.get(sizes.size() - 1);
        line("### Cost of a put by the size of the store");
        line();
        line("| | level | µs, " + Figures.grouped(small) + " entries | µs, " + Figures.grouped(large)
                + " entries | times |");
        line("|---|---|---:|---:|---:|");
        for (Kind kind : Kind.values()) {
            for (String level : List.of("PROCESS", "DISK")) {
                Optional<Measured> few = results.putCost(kind, level, small);
                Optional<Measured> many = results.putCost(kind, level, large);
                if (few.isPresent() && many.isPresent()) {
                    Ratio times = Ratio.of(many.get(), few.get());
                    line(row(
                            kind.title(),
                            level,
                            figure(few.get()),
                            figure(many.get()),
                            Figures.withError(times.value(), times.error()) + "×"));
                }
            }
        }
        line();
    }

    private void notes() {
        line("## What was compared");
        line();
        line("Everybody stores the same events, about " + Events.json(0).length
                + " bytes of JSON under a key, made before"
                + " the clock runs in the form that the store takes. A put goes over an entry that is there. Reading is from"
                + " stores that were closed and opened again. Level DISK: synced before the call returns. Level PROCESS:"
                + " handed to the operating system before the call returns. An order for newest first, where it is not kept"
                + " anyway, is kept only in the stores of which it is asked.");
        line();
        for (Kind kind : Kind.values()) {
            line("- **" + kind.title() + "**: " + kind.note());
        }
        line();
        line("## How");
        line();
        circumstances.lines().forEach(how -> line("- " + how));
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void line() {
        line("");
    }
}

package dev.marcus.persistence.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The part of a run that JMH does: everything that can be repeated until it is steady. */
final class JmhRun {
    /** Whose figure it is if it is of none of the stores. */
    static final String NOBODY = "nobody";

    static final String SIZED = "PutCost";

    private final RunOptions options;
    private final Path workspace;

    JmhRun(RunOptions options, Path workspace) {
        this.options = options;
        this.workspace = workspace;
    }

    List<Measured> measure() throws RunnerException {
        List<Measured> all = new ArrayList<>();
        Settings settings = options.settings();
        ChainedOptionsBuilder most = builder(settings.forks(), settings.iterationMillis());
        most.exclude("\\." + SIZED + "\\.");
        if (options.quick()) {
            most.param("entries", "10000");
        }
        all.addAll(run(most));
        ChainedOptionsBuilder sized = builder(settings.sizedForks(), settings.sizedIterationMillis());
        sized.exclude("\\.(?!" + SIZED + "\\.)[A-Z]\\w*\\.\\w+$");
        if (options.quick()) {
            sized.param("entries", "1000", "20000");
        }
        all.addAll(run(sized));
        return all;
    }

    private ChainedOptionsBuilder builder(int forks, int millis) {
        Settings settings = options.settings();
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include(options.only())
                .forks(forks)
                .warmupIterations(settings.warmups())
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(settings.iterations())
                .measurementTime(TimeValue.milliseconds(millis))
                // If threads wait for each other before they start, one that a lock starves starts last, does a single
                // put
                // alone, and is counted as if it could go on at that speed.
                .syncIterations(false)
                .verbosity(VerboseMode.NORMAL)
                .jvmArgsAppend(Children.arguments(workspace).toArray(String[]::new));
        options.profiler().ifPresent(builder::addProfiler);
        return builder;
    }

    private static List<Measured> run(ChainedOptionsBuilder builder) throws RunnerException {
        Collection<RunResult> results;
        try {
            results = new Runner(builder.build()).run();
        } catch (NoBenchmarksException e) {
            return List.of();
        }
        return results.stream().map(JmhRun::measured).toList();
    }

    private static Measured measured(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        String name = run.getParams().getBenchmark();
        String what = name.substring(JmhRun.class.getPackageName().length() + 1);
        return new Measured(
                what,
                parameter(run, "contender", NOBODY),
                parameter(run, "level", ""),
                Integer.parseInt(parameter(run, "entries", "0")),
                result.getScore(),
                result.getScoreError());
    }

    private static String parameter(RunResult run, String name, String otherwise) {
        String value = run.getParams().getParam(name);
        return value == null ? otherwise : value;
    }
}

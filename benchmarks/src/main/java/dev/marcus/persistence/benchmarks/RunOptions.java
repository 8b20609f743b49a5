package dev.marcus.persistence.benchmarks;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a run.
 *
 * @param quick whether it only has to show that everything works
 * @param only which benchmarks, as a regular expression that is looked for in their names
 * @param profilerName a profiler of JMH, if any
 */
record RunOptions(boolean quick, String only, @Nullable String profilerName) {
    static final String USAGE = """
            java -jar benchmarks/target/fast/benchmarks.jar [--quick] [--only REGEX] [--prof PROFILER]

              without options  measures everything, for about twenty minutes, and writes docs/benchmarks.md, docs/benchmarks.svg
                               and the section in README.md
              --quick          shows within minutes that everything works; the figures mean nothing
              --only REGEX     measures what has this in its name, such as PutDisk, Read.get or Reopening
              --prof PROFILER  has JMH profile, such as gc or stack

            With any option the report goes to benchmarks/target/report.
            """;

    private static final String EVERYTHING = ".*";

    static RunOptions parse(String... arguments) {
        boolean quick = false;
        String only = EVERYTHING;
        String profiler = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--only" -> only = value(arguments, ++i);
                case "--prof" -> profiler = value(arguments, ++i);
                default ->
                    throw new IllegalArgumentException(
                            "argument: " + arguments[i] + " (expected: as follows)\n" + USAGE);
            }
        }
        return new RunOptions(quick, only, profiler);
    }

    private static String value(String[] arguments, int at) {
        if (at == arguments.length) {
            throw new IllegalArgumentException(
                    "argument: nothing behind " + arguments[at - 1] + " (expected: a value)");
        }
        return arguments[at];
    }

    Optional<String> profiler() {
        return Optional.ofNullable(profilerName);
    }

    Settings settings() {
        return quick ? Settings.QUICK : Settings.FULL;
    }

    /** Says whether the figures are good enough to be shown. */
    boolean isComplete() {
        return !quick && only.equals(EVERYTHING) && profilerName == null;
    }
}

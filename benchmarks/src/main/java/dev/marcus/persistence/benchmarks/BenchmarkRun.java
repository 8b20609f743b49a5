package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/** Measures everything and writes the report. */
public final class BenchmarkRun {
    private static final long SYNC_MILLIS = 3_000;
    private static final String TABLE = "benchmarks.md";
    private static final String CHART = "benchmarks.svg";

    private BenchmarkRun() {}

    /**
     * Runs in the directory of the project.
     *
     * @throws IllegalArgumentException if an argument is unknown; the message tells which there are
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        RunOptions options = RunOptions.parse(arguments);
        Path project = Path.of("").toAbsolutePath();
        Path target = project.resolve("benchmarks").resolve("target");
        if (!Files.isDirectory(target)) {
            throw new IllegalArgumentException(
                    "directory: there is no benchmarks/target here (expected: to be run in the directory of the project)");
        }
        Path workspace = target.resolve("workspace");
        System.setProperty(Workspace.PROPERTY, workspace.toString());
        Workspace.remove(workspace);
        Children.prepare(workspace);
        try {
            measure(options, project, target, workspace);
        } finally {
            Workspace.remove(workspace);
        }
    }

    private static void measure(RunOptions options, Path project, Path target, Path workspace)
            throws IOException, InterruptedException, RunnerException {
        RawSync before = RawSync.measure(SYNC_MILLIS);
        List<Measured> measured = new ArrayList<>(new JmhRun(options, workspace).measure());
        if (Pattern.compile(options.only()).matcher(Reopening.OPEN).find()) {
            measured.addAll(new Reopening(options.settings(), workspace).measure());
        }
        Path parts = Files.createDirectories(target.resolve("report"));
        Files.write(
                parts.resolve("figures.txt"),
                measured.stream().map(Measured::toString).toList());
        RawSync after = RawSync.measure(SYNC_MILLIS);
        Results results = new Results(measured);
        Circumstances circumstances = new Circumstances(
                LocalDate.now(ZoneOffset.UTC),
                Machine.here(workspace),
                options.settings(),
                options.isComplete(),
                before,
                after);
        Path directory = options.isComplete() ? project.resolve("docs") : parts;
        Files.writeString(directory.resolve(TABLE), Report.write(results, circumstances, CHART));
        Files.writeString(directory.resolve(CHART), Chart.draw(results));
        if (options.isComplete()) {
            ReadmeSection.replace(project.resolve("README.md"), results, circumstances);
        }
        System.out.println(Report.judged(results));
        System.out.println("Written to " + project.relativize(directory.resolve(TABLE)));
    }
}

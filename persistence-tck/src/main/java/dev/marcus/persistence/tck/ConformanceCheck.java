package dev.marcus.persistence.tck;

import dev.marcus.persistence.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fails a build whose backend does not conform: a listener of JUnit cannot, and a test class that is disabled leaves the
 * build green. To be run behind the tests, with the directory of the reports as its argument.
 */
public final class ConformanceCheck {
    private ConformanceCheck() {}

    /**
     * Prints the verdict of each report. Ends with status 1 if there is no report, or one says {@code DOES NOT CONFORM},
     * or was left by an earlier run.
     *
     * @param arguments the directory of the reports, {@code target/persistence-tck} if there is none; and when this run
     *     began, such as {@code 2026-10-01T12:00:00Z}, which Maven knows as {@code maven.build.timestamp}
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "target/persistence-tck");
        Instant since = arguments.length > 1 ? Instant.parse(arguments[1]) : Instant.EPOCH;
        List<String> verdicts = verdicts(directory, since);
        verdicts.forEach(System.out::println);
        if (verdicts.isEmpty()) {
            System.err.println(
                    "no report of the kit in " + directory.toAbsolutePath() + " (expected: one for each class"
                            + " that extends it; if no test ran, Surefire may be older than 3)");
            System.exit(1);
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.startsWith("DOES NOT CONFORM"))) {
            System.exit(1);
        }
    }

    /** Returns a line for each report in the directory, which begins with the verdict. */
    static List<String> verdicts(Path directory, Instant since) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> verdict(file, since))
                    .toList();
        }
    }

    private static String verdict(Path file, Instant since) {
        try {
            Document report = Document.parse(Files.readAllBytes(file));
            Instant finished = Instant.parse(report.text("finished").orElse("1970-01-01T00:00:00Z"));
            if (finished.isBefore(since)) {
                return "DOES NOT CONFORM " + file + " is of an earlier run, at " + finished + " (expected: one since "
                        + since + "; the test class did not run, or is gone)";
            }
            return report.text("verdict").orElse("DOES NOT CONFORM")
                    + " " + report.text("test_class").orElse("unknown")
                    + " " + report.get("counts").orElse("")
                    + " " + report.get("objections").orElse("") + " (" + file + ")";
        } catch (IOException e) {
            return "DOES NOT CONFORM " + file + ": " + e.getMessage();
        }
    }
}

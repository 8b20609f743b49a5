package dev.marcus.persistence.tck;

import dev.marcus.persistence.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fails a build whose backend does not conform: a listener of JUnit cannot, and a test class that is disabled leaves the
 * build green. To be run behind the tests, with the directory of the reports as its argument.
 */
public final class ConformanceCheck {
    private ConformanceCheck() {}

    /**
     * Prints the verdict of each report. Ends with status 1 if there is no report or one says {@code DOES NOT CONFORM}.
     */
    public static void main(String[] arguments) throws IOException {
        List<String> verdicts = verdicts(Path.of(arguments.length > 0 ? arguments[0] : "target/persistence-tck"));
        verdicts.forEach(System.out::println);
        if (verdicts.isEmpty()) {
            System.err.println("no report of the kit was found (expected: one for each class that extends it)");
            System.exit(1);
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.startsWith("DOES NOT CONFORM"))) {
            System.exit(1);
        }
    }

    /** Returns a line for each report in the directory, which begins with the verdict. */
    static List<String> verdicts(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(ConformanceCheck::verdict)
                    .toList();
        }
    }

    private static String verdict(Path file) {
        try {
            Document report = Document.parse(Files.readAllBytes(file));
            return report.text("verdict").orElse("DOES NOT CONFORM")
                    + " " + report.text("test_class").orElse("unknown")
                    + " " + report.get("counts").orElse("")
                    + " " + report.get("objections").orElse("") + " (" + file + ")";
        } catch (IOException e) {
            return "DOES NOT CONFORM " + file + ": " + e.getMessage();
        }
    }
}

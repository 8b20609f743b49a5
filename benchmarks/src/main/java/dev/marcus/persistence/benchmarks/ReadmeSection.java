package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of the README that a complete run writes, between two marks. */
final class ReadmeSection {
    private static final String BEGIN = "<!-- benchmarks: written by the run, not by hand -->\n";
    private static final String END = "<!-- /benchmarks -->\n";

    private ReadmeSection() {}

    static void replace(Path readme, Results results, Circumstances circumstances) throws IOException {
        Files.writeString(readme, replace(Files.readString(readme), results, circumstances));
    }

    /**
     * Returns the text with the section in it.
     *
     * @throws IllegalStateException if the marks are missing
     */
    static String replace(String text, Results results, Circumstances circumstances) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("README.md: no section of the benchmarks (expected: the lines "
                    + BEGIN.strip() + " and " + END.strip() + ")");
        }
        Machine machine = circumstances.machine();
        String section = "Measured on " + circumstances.date() + " with " + machine.cores() + " cores ("
                + machine.processor() + "); every figure, and what the others are, is in"
                + " [docs/benchmarks.md](docs/benchmarks.md).\n\n"
                + Report.judged(results)
                + "\n![Figures of the benchmarks](docs/benchmarks.svg)\n";
        return text.substring(0, begin + BEGIN.length()) + "\n" + section + "\n" + text.substring(end);
    }
}

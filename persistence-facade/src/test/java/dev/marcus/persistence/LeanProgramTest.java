package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for no cache and no metrics pays for none: not a class of them is loaded, and Micrometer need not be there. */
class LeanProgramTest {
    @TempDir
    Path temp;

    private List<String> run(String argument) throws IOException, InterruptedException {
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("micrometer"))
                .collect(Collectors.joining(File.pathSeparator));
        File output = temp.resolve("output").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        path,
                        LeanProgram.class.getName(),
                        argument)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output.toPath());
    }

    private static boolean loads(String line, String... packages) {
        boolean ofATest = line.endsWith("test-classes/"); // such as the providers of backends that tests name
        return !ofATest && Stream.of(packages).anyMatch(name -> line.contains("] " + name + "."));
    }

    @Test
    void program_withoutMicrometer_runs_andLoadsNeitherCacheNorMetrics() throws Exception {
        assertThat(run("plain"))
                .anyMatch(line -> line.contains("found true, UP, 2 entries"))
                .anyMatch(line -> loads(line, "dev.marcus.persistence.engine"))
                .noneMatch(line -> loads(
                        line,
                        "dev.marcus.persistence.advice",
                        "dev.marcus.persistence.cache",
                        "dev.marcus.persistence.metrics",
                        "com.github.benmanes.caffeine",
                        "io.micrometer"));
    }

    @Test
    void program_withoutMicrometer_canHaveACache() throws Exception {
        assertThat(run("cache"))
                .anyMatch(line -> line.contains("found true, UP, 2 entries"))
                .anyMatch(line -> loads(line, "dev.marcus.persistence.cache"))
                .noneMatch(line -> loads(line, "dev.marcus.persistence.metrics", "io.micrometer"));
    }
}

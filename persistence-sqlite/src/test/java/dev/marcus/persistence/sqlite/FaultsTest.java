package dev.marcus.persistence.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets calls of the operating system fail under a store: writing, syncing, cutting files, once or from then on, with EIO or
 * ENOSPC. Nothing acknowledged may be lost, nothing refused may be there, and the errors must say which (rule 7.4).
 */
@Timeout(3600)
class FaultsTest {
    private static final int POINTS = 12;
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);

    @TempDir
    Path directory;

    private static byte[] resource() throws IOException {
        try (InputStream in = requireNonNull(FaultsTest.class.getResourceAsStream("/faults/faults.c"))) {
            return in.readAllBytes();
        }
    }

    /** Compiles what is loaded into the child, or ends the test where that cannot be done. */
    private Path shim() throws IOException, InterruptedException {
        Path source = Files.write(directory.resolve("faults.c"), resource());
        Path library = directory.resolve("faults.so");
        List<String> command =
                List.of("gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl");
        try {
            Process compiler = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("gcc").toFile())
                    .start();
            if (compiler.waitFor(60, TimeUnit.SECONDS)
                    && compiler.exitValue() == 0
                    && Files.isDirectory(Path.of("/proc/self/fd"))) {
                return library;
            }
        } catch (IOException e) {
            // there is no such program
        }
        System.err.println("NOT RUN: FaultsTest needs gcc and Linux; no failing disk was tried.");
        return abort("not run: gcc, which makes what lets calls fail, does not work here");
    }

    @Test
    void commit_anyCallOfTheOperatingSystemFailing_isAcknowledgedNotAppliedOrUnknownAndSaysSo() throws Exception {
        Path library = shim();
        Path control = Files.write(directory.resolve("control"), new byte[32]);
        Path space = Files.createDirectory(directory.resolve("space")).toRealPath();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dorg.sqlite.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                FaultyChild.class.getName(),
                control.toString(),
                space.toString(),
                Integer.toString(POINTS * SCALE * SCALE));
        builder.environment().put("LD_PRELOAD", library.toString());
        builder.environment().put("FAULTS_CONTROL", control.toString());
        builder.environment().put("FAULTS_UNDER", space.toString());
        Path errors = directory.resolve("errors");
        Process child = builder.redirectError(errors.toFile()).start();
        List<String> lines;
        try (Stream<String> output = child.inputReader(StandardCharsets.UTF_8).lines()) {
            lines = output.toList();
        } finally {
            child.toHandle().destroyForcibly();
        }
        assertThat(child.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(lines.stream().filter(line -> line.startsWith("wrong")).limit(20))
                .isEmpty();
        String met = lines.get(lines.size() - 1);
        assertThat(Integer.parseInt(met.substring("met ".length()))).isGreaterThanOrEqualTo(3 * POINTS);
    }
}

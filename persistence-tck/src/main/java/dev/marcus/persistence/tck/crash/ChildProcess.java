package dev.marcus.persistence.tck.crash;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link CommittingChild} in a JVM of its own, with the class path of this one. */
public final class ChildProcess {
    private final Process process;
    private final Path errors;

    private ChildProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts a child under a command such as a tracer, which may be empty. */
    public static ChildProcess start(
            Path directory, List<String> under, String url, String run, int writers, int commits) throws IOException {
        List<String> command = new ArrayList<>(under);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Djava.io.tmpdir=" + directory));
        command.addAll(List.of("-Dorg.sqlite.tmpdir=" + directory, "-cp", classPath()));
        command.addAll(List.of(CommittingChild.class.getName(), url, run));
        command.addAll(List.of(String.valueOf(writers), String.valueOf(commits)));
        Path errors = directory.resolve("errors-" + run);
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        return new ChildProcess(process, errors);
    }

    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Reads acknowledgements until there are so many, kills the process, and reads those that it had printed before it
     * died.
     *
     * @return the number of commits that were acknowledged, by writer
     */
    public Map<String, Integer> killAfter(int acknowledgements) throws IOException, InterruptedException {
        Map<String, Integer> acknowledged = new HashMap<>();
        int seen = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(CommittingChild.ACKNOWLEDGED)) {
                    String[] parts = line.split(" ");
                    acknowledged.put(parts[1], Integer.parseInt(parts[2]) + 1);
                    seen++;
                }
                if (seen == acknowledgements) {
                    process.toHandle().destroyForcibly(); // not by the process, which would close the pipe as well
                }
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        process.waitFor();
        if (seen < acknowledgements) {
            throw new AssertionError("the child ended after " + seen + " commits: " + Files.readString(errors));
        }
        return acknowledged;
    }

    /** Waits until it has ended by itself. */
    public void finish() throws IOException, InterruptedException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> {});
            if (process.waitFor() != 0) {
                throw new AssertionError("the child failed: " + Files.readString(errors));
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
    }
}

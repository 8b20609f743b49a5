package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVMs in which is measured: all with the same settings. */
final class Children {
    /** How much heap each of them has. */
    static final List<String> HEAP = List.of("-Xms2g", "-Xmx4g");

    private Children() {}

    /** Returns the arguments for the JVM. What native libraries unpack stays inside the workspace. */
    static List<String> arguments(Path workspace) {
        List<String> arguments = new ArrayList<>(HEAP);
        arguments.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + workspace.resolve("tmp"),
                "-Djava.util.logging.config.file=" + workspace.resolve("logging.properties"),
                "-D" + Workspace.PROPERTY + "=" + workspace));
        return arguments;
    }

    /** Makes what the arguments name. */
    static void prepare(Path workspace) throws IOException {
        Files.createDirectories(workspace.resolve("tmp"));
        Files.writeString(workspace.resolve("logging.properties"), ".level=WARNING\n");
    }

    /** Runs a main class in a JVM of its own and returns the lines that it prints. */
    static List<String> run(Path workspace, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments(workspace));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(
                    "exit code of " + main.getSimpleName() + " " + List.of(arguments) + ": " + exit + " (expected: 0)");
        }
        return lines;
    }
}

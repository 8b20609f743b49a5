package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was measured on, without anything that tells whose it is.
 *
 * @param cores how many processors the JVM sees
 * @param processor what they call themselves
 * @param memoryGib how much memory there is
 * @param system the operating system
 * @param fileSystem the kind of file system
 * @param java the JVM
 */
record Machine(int cores, String processor, long memoryGib, String system, String fileSystem, String java) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    static Machine here(Path workspace) throws IOException {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return new Machine(
                system.getAvailableProcessors(),
                modelName().orElse(System.getProperty("os.arch")),
                Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                System.getProperty("os.name"),
                Files.getFileStore(workspace).type(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    private static Optional<String> modelName() throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        }
    }
}

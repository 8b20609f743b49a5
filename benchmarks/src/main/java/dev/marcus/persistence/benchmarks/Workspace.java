package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** The directory of one run, on the disk that is measured; removed with everything in it when the run is over. */
final class Workspace {
    /** The system property that tells the JVMs of a run where it is. */
    static final String PROPERTY = "benchmarks.workspace";

    private Workspace() {}

    static Path root() {
        return Path.of(System.getProperty(PROPERTY, "target/workspace"));
    }

    /** Returns a new empty directory. */
    static Path fresh(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(root()), name + "-");
    }

    static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Copies and syncs, so that no writing of the copy falls into what is measured afterwards. */
    static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(file, copy);
            }
        }
        sync(to);
    }

    /** Brings what was written before to the disk. */
    static void sync(Path directory) throws IOException {
        for (Path file : files(directory)) {
            if (Files.isRegularFile(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }

    /** Returns how many bytes the files have. */
    static long size(Path directory) throws IOException {
        long sum = 0;
        for (Path file : files(directory)) {
            sum += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return sum;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.toList();
        }
    }
}

package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the disk itself takes for the least durable write there is, an append of 4 KiB and a sync.
 *
 * @param medianMicros what half of them take at most
 * @param p99Micros what 99 of 100 take at most
 * @param count how many were done
 */
record RawSync(double medianMicros, double p99Micros, int count) {
    private static final int BYTES = 4096;
    private static final double NANOS_A_MICRO = 1e3;

    /** Measures for so long. */
    static RawSync measure(long millis) throws IOException {
        Path directory = Workspace.fresh("sync");
        List<Double> micros = new ArrayList<>();
        try (FileChannel channel =
                FileChannel.open(directory.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(BYTES);
            long begin = System.nanoTime();
            for (long start = begin; start - begin < millis * 1_000_000; start = System.nanoTime()) {
                page.clear();
                channel.write(page);
                channel.force(false);
                micros.add((System.nanoTime() - start) / NANOS_A_MICRO);
            }
        }
        Workspace.remove(directory);
        micros.sort(Double::compare);
        return new RawSync(micros.get(micros.size() / 2), micros.get(micros.size() * 99 / 100), micros.size());
    }
}

package dev.marcus.persistence.benchmarks;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dizitart.no2.Nitrite;
import org.h2.mvstore.MVStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.rocksdb.RocksDB;
import org.sqlite.SQLiteConnection;
import tools.jackson.databind.json.JsonMapper;

/**
 * Under which the figures came about.
 *
 * @param date when
 * @param machine on what
 * @param settings how long and how often
 * @param complete whether everything was measured, for as long as it takes
 * @param before what a sync took before the run
 * @param after what a sync took after it
 */
record Circumstances(
        LocalDate date, Machine machine, Settings settings, boolean complete, RawSync before, RawSync after) {
    List<String> lines() {
        return List.of(
                "Machine: " + machine.cores() + " cores (" + machine.processor() + "), " + machine.memoryGib()
                        + " GiB, " + machine.system() + ", " + machine.fileSystem() + "; " + machine.java() + ".",
                "Libraries: " + libraries() + ".",
                "The disk alone, an append of 4 KiB and a sync: " + sync(before) + " before the run, " + sync(after)
                        + " after it.",
                "JMH: " + settings.forks() + " forks, each with " + settings.warmups() + " iterations of warm-up and "
                        + settings.iterations() + " measured, of " + Figures.grouped(settings.iterationMillis())
                        + " ms; for the cost of a"
                        + " put by size " + settings.sizedForks() + " forks with iterations of "
                        + Figures.grouped(settings.sizedIterationMillis())
                        + " ms. ± is half of the interval that holds the mean with"
                        + " 99.9 % confidence.",
                "Reopening, closing and heap: the median of " + settings.reopenings() + " fresh JVMs, in which another"
                        + " store of the kind was opened before, so that the loading of classes and native code is not"
                        + " counted; ± is half of what lies between the extremes. Reopening ends with the first get. Heap is"
                        + " what is used after a collection, without native memory, of which SQLite and RocksDB have their"
                        + " own. Disk is the length of all files after closing. The files were in the page cache.",
                "Every JVM: " + String.join(" ", Children.HEAP) + ".");
    }

    private static String sync(RawSync sync) {
        return Figures.rounded(sync.medianMicros()) + " µs median, " + Figures.rounded(sync.p99Micros())
                + " µs at the 99th percentile";
    }

    private static String libraries() {
        return Stream.of(
                        SQLiteConnection.class,
                        Nitrite.class,
                        MVStore.class,
                        RocksDB.class,
                        JsonMapper.class,
                        Benchmark.class)
                .map(Circumstances::jar)
                .collect(Collectors.joining(", "));
    }

    private static String jar(Class<?> of) {
        try {
            Path file = Path.of(
                    of.getProtectionDomain().getCodeSource().getLocation().toURI());
            return String.valueOf(file.getFileName())
                    .replaceFirst("\\.jar$", "")
                    .replaceFirst("-(\\d)", " $1");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(of + " comes from no file", e);
        }
    }
}

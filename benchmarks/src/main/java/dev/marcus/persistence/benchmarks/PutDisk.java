package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast a loss of power: each returns when it is synced. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PutDisk {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "jdbc-each", "mvstore", "rocksdb"})
    public String contender = "";

    /** How many entries there are, each of which is put over again and again. */
    @Param("10000")
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        stage = Stage.set(contender, Durability.DISK, entries, false);
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        stage.close();
    }

    /** One puts alone. */
    @Benchmark
    @Threads(1)
    public void from1Thread() throws Exception {
        stage.putNext();
    }

    /** Many put at the same time, no two under one key. */
    @Benchmark
    @Threads(16)
    public void from16Threads() throws Exception {
        stage.putNext();
    }
}

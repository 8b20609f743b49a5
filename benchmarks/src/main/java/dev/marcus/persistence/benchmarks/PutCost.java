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

/** What a put costs in a small store and in a large one; all that a store does beside it, such as checkpoints, counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PutCost {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "rocksdb"})
    public String contender = "";

    /** What each put outlasts. */
    @Param({"PROCESS", "DISK"})
    public Durability level = Durability.NONE;

    /** How many entries there are. */
    @Param({"1000", "1000000"})
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        stage = Stage.set(contender, level, entries, false);
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        stage.close();
    }

    /** One puts alone, over what is there. */
    @Benchmark
    public void put() throws Exception {
        stage.putNext();
    }
}

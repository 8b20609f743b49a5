package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.io.IOException;
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

/** Puts one by one over entries that are there, all over the store. Who puts, and how durably, is the subclass's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public abstract class Puts {
    /** How many entries there are, each of which is put over again and again. */
    @Param("10000")
    public int entries;

    private final Durability level;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    Puts(Durability level) {
        this.level = level;
    }

    abstract String contender();

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        stage = Stage.set(contender(), level, entries, false);
    }

    /** Removes the store. */
    @TearDown
    public void close() throws IOException {
        stage.close();
    }

    /** Puts; no two threads put under one key at the same time. */
    @Benchmark
    public void put() throws Exception {
        stage.putNext();
    }
}

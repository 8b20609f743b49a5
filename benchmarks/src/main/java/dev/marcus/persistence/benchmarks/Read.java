package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads from a filled store that was closed and opened again: by key, newest of a type, and a count of what matches. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Read {
    private static final int PAGE = 100;

    /** Who is read. */
    @Param({"memory", "file", "sqlite", "jdbc", "nitrite", "mvstore", "rocksdb"})
    public String contender = "";

    /** How many entries there are. */
    @Param("100000")
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    private int turn;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        Kind kind = Kind.of(contender);
        Durability level = kind.isPersistent() ? Durability.PROCESS : Durability.NONE;
        stage = Stage.set(contender, level, entries, true);
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        stage.close();
    }

    /** Gets one entry by its key. */
    @Benchmark
    public @Nullable Object get() throws Exception {
        return stage.contender().get(stage.nextKey());
    }

    /** Asks for the newest events of a type; none of the stores has an index on it. */
    @Benchmark
    public List<?> newest100ByType() throws Exception {
        turn++;
        return stage.contender().newest(Events.TYPES.get(turn % Events.TYPES.size()), PAGE);
    }

    /** Counts the events from a source; none of the stores has an index on it. */
    @Benchmark
    public long countBySource() throws Exception {
        turn++;
        return stage.contender().countFrom(Events.SOURCES.get(turn % Events.SOURCES.size()));
    }
}

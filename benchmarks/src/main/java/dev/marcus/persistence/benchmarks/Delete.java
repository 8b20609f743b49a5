package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Deletes one by one, each outlasting the process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Delete {
    private static final int DELETED = 1_000;

    /** Who deletes. */
    @Param({"memory", "file", "sqlite", "jdbc", "nitrite", "mvstore", "rocksdb"})
    public String contender = "";

    /** How many entries there are before. */
    @Param("10000")
    public int entries;

    private final List<String> keys = new ArrayList<>();
    private final List<Object> documents = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    private boolean deleted;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        Durability level = Kind.of(contender).isPersistent() ? Durability.PROCESS : Durability.NONE;
        stage = Stage.set(contender, level, entries, false);
        for (int i = 0; i < DELETED; i++) {
            int number = i * (entries / DELETED);
            keys.add(Events.key(number));
            documents.add(stage.contender().prepare(Events.json(number)));
        }
    }

    /** Brings back what the last invocation deleted. */
    @Setup(Level.Invocation)
    public void restore() throws Exception {
        if (deleted) {
            stage.contender().putBatch(keys, documents);
        }
        deleted = true;
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        stage.close();
    }

    /** Deletes from all over the store. */
    @Benchmark
    @OperationsPerInvocation(DELETED)
    public void delete() throws Exception {
        for (String key : keys) {
            stage.contender().delete(key);
        }
    }
}

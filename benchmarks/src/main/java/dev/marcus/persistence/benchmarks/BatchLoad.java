package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Loads new entries into an empty store, a thousand a commit, each commit synced before the next. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BatchLoad {
    private static final int BATCH = 1_000;

    /** Who loads. */
    @Param({"file", "sqlite", "jdbc", "mvstore", "rocksdb"})
    public String contender = "";

    /** How many entries. */
    @Param("200000")
    public int entries;

    private final List<List<String>> keys = new ArrayList<>();
    private final List<List<Object>> documents = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Contender store;

    /** Makes the documents. */
    @Setup
    public void prepare() throws Exception {
        open();
        for (int number = 0; number < entries; number++) {
            if (number % BATCH == 0) {
                keys.add(new ArrayList<>());
                documents.add(new ArrayList<>());
            }
            keys.get(number / BATCH).add(Events.key(number));
            documents.get(number / BATCH).add(store.prepare(Events.json(number)));
        }
        close();
    }

    /** Opens an empty store. */
    @Setup(Level.Iteration)
    public void open() throws Exception {
        directory = Workspace.fresh(contender);
        store = Kind.of(contender).open(directory, Durability.DISK, false);
    }

    /** Removes the store. */
    @TearDown(Level.Iteration)
    public void close() throws Exception {
        store.close();
        Workspace.remove(directory);
    }

    /** Loads all. */
    @Benchmark
    public void load() throws Exception {
        for (int i = 0; i < keys.size(); i++) {
            store.putBatch(keys.get(i), documents.get(i));
        }
    }
}

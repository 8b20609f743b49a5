package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Commit;
import java.nio.file.Path;
import java.util.Optional;
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

/** Gets objects by key through the facade. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TypedGet {
    /** Which backend is under the facade. */
    @Param({"memory", "file", "sqlite"})
    public String contender = "";

    /** How many entries there are. */
    @Param("100000")
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Persistence persistence;

    @SuppressWarnings("NullAway.Init")
    private TypedCollection<EventRecord> events;

    @SuppressWarnings("NullAway.Init")
    private String[] keys;

    private int next;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        directory = Workspace.fresh("facade");
        fill();
        if (Kind.of(contender).isPersistent()) {
            persistence.close();
            persistence = Persistence.open(url());
        }
        events = persistence.collection(Events.COLLECTION, EventRecord.class);
        keys = Stage.keys(entries);
    }

    private String url() {
        return switch (Kind.of(contender)) {
            case MEMORY -> "memory:";
            case FILE -> "file:" + directory.resolve("state") + "?durability=process";
            case SQLITE -> "sqlite:" + directory.resolve("events.db") + "?durability=process";
            default ->
                throw new IllegalArgumentException(
                        "contender: " + contender + " (expected: memory, file or sqlite, which have a facade)");
        };
    }

    private void fill() {
        persistence = Persistence.open(url());
        Commit.Builder commit = Commit.builder();
        for (int number = 0; number < entries; number++) {
            commit.put(Events.COLLECTION, Events.key(number), Document.parse(Events.json(number)));
            if (number % 1_000 == 999 || number == entries - 1) {
                persistence.commit(commit.build());
                commit = Commit.builder();
            }
        }
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        persistence.close();
        Workspace.remove(directory);
    }

    /** Gets one. */
    @Benchmark
    public Optional<EventRecord> retrieve() {
        next = next + 1 == keys.length ? 0 : next + 1;
        return events.retrieve(keys[next]);
    }
}

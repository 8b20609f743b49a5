package dev.marcus.persistence.benchmarks;

import java.nio.file.Path;
import java.util.List;
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

/** Asks for the newest events of a type, on which there is an index. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class IndexedQuery {
    private static final int PAGE = 100;

    /** Who is asked. */
    @Param({"memory", "file", "sqlite", "jdbc"})
    public String contender = "";

    /** How many entries there are. */
    @Param({"10000", "100000", "1000000"})
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Questions questions;

    private int turn;

    /** Fills the store and makes the index. */
    @Setup
    public void open() throws Exception {
        directory = Filled.copy(Kind.of(contender), entries);
        questions = Questions.open(Kind.of(contender), directory, entries);
        questions.index();
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        questions.close();
        Workspace.remove(directory);
    }

    /** Asks once. */
    @Benchmark
    public List<?> newest100ByType() throws Exception {
        turn++;
        return questions.newest(Events.TYPES.get(turn % Events.TYPES.size()), PAGE);
    }
}

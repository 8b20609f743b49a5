package dev.marcus.persistence.benchmarks;

import java.nio.file.Path;
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

/** Asks for figures for which every event has to be looked at. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Scan {
    /** Who is asked. */
    @Param({"memory", "file", "sqlite", "jdbc"})
    public String contender = "";

    /** How many entries there are. */
    @Param({"100000", "1000000"})
    public int entries;

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Questions questions;

    private int turn;

    /** Fills the store. */
    @Setup
    public void open() throws Exception {
        directory = Filled.copy(Kind.of(contender), entries);
        questions = Questions.open(Kind.of(contender), directory, entries);
    }

    /** Removes the store. */
    @TearDown
    public void close() throws Exception {
        questions.close();
        Workspace.remove(directory);
    }

    /** Counts what passes a filter over two members. */
    @Benchmark
    public long count() throws Exception {
        turn++;
        return questions.countBySourceAndProgress(Events.SOURCES.get(turn % Events.SOURCES.size()));
    }

    /** Counts and averages by type. */
    @Benchmark
    public int figuresByType() throws Exception {
        return questions.figuresByType();
    }

    /** Counts and averages by hour. */
    @Benchmark
    public int figuresByHour() throws Exception {
        return questions.figuresByHour();
    }
}

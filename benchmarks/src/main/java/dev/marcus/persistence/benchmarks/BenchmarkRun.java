package dev.marcus.persistence.benchmarks;

/** Measures everything and writes the report. */
public final class BenchmarkRun {
    private BenchmarkRun() {}

    /** Runs with these arguments. */
    public static void main(String[] arguments) throws Exception {
        org.openjdk.jmh.Main.main(arguments);
    }
}

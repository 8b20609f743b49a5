package dev.marcus.persistence.benchmarks;

import java.util.List;

/**
 * How long and how often is measured.
 *
 * @param forks how many JVMs one after the other for each figure
 * @param warmups how many iterations in each that do not count
 * @param iterations how many that do
 * @param iterationMillis how long each is
 * @param sizedForks the same for the cost of a put by size, whose stores take long to copy
 * @param sizedIterationMillis the same, long enough for the work that a store does beside the puts
 * @param reopenings how many JVMs open each store again
 * @param reopeningSizes how many entries these stores have
 */
record Settings(
        int forks,
        int warmups,
        int iterations,
        int iterationMillis,
        int sizedForks,
        int sizedIterationMillis,
        int reopenings,
        List<Integer> reopeningSizes) {
    static final Settings FULL = new Settings(1, 2, 4, 1_000, 1, 3_000, 3, List.of(10_000, 100_000, 1_000_000));
    static final Settings QUICK = new Settings(1, 1, 1, 250, 1, 250, 1, List.of(10_000));
}

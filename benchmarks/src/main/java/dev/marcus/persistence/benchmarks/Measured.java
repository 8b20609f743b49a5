package dev.marcus.persistence.benchmarks;

/**
 * One figure of one contender.
 *
 * @param what what was measured, such as {@code PutDisk.from16Threads}
 * @param contender whose figure it is, by the name in parameters
 * @param level what each write outlasted; empty if only one level was measured
 * @param entries how many entries were in the store
 * @param score the figure
 * @param error how far the truth may be from it; NaN if unknown
 */
record Measured(String what, String contender, String level, int entries, double score, double error) {
    /** Returns the figure as so many entries a second, if it was the time in milliseconds that all of them took. */
    Measured toRate() {
        double rate = entries / score * 1_000;
        return new Measured(what, contender, level, entries, rate, rate * error / score);
    }
}

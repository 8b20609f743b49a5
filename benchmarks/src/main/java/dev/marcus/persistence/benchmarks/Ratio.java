package dev.marcus.persistence.benchmarks;

/**
 * How many times one figure is the other.
 *
 * @param value how many times
 * @param error how far the truth may be from it, if the errors of both have nothing to do with each other; NaN if unknown
 */
record Ratio(double value, double error) {
    static Ratio of(Measured above, Measured below) {
        double value = above.score() / below.score();
        double relative = Math.hypot(above.error() / above.score(), below.error() / below.score());
        return new Ratio(value, value * relative);
    }
}

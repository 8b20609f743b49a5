package dev.marcus.persistence.metrics;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What is told of cleanups.
 *
 * @param runs how many there were
 * @param removed how many entries they removed
 * @param failures how many collections they could not finish
 * @param last when the last began, in seconds since 1970; NaN if there was none
 */
public record CleanupFigures(LongSupplier runs, LongSupplier removed, LongSupplier failures, DoubleSupplier last) {}

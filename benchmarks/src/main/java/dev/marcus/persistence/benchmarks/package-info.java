/**
 * Measures the backends of this project beside other stores, on the same work and in one run. {@link
 * dev.marcus.persistence.benchmarks.BenchmarkRun} is where it starts; {@link
 * dev.marcus.persistence.benchmarks.Contender} is what every store has to do.
 */
@NullMarked
package dev.marcus.persistence.benchmarks;

import org.jspecify.annotations.NullMarked;

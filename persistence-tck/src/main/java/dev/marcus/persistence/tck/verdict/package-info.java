/**
 * The verdict: what became of every test of the kit in a run, whatever the build said, as a report for people and one for
 * programs.
 */
@NullMarked
package dev.marcus.persistence.tck.verdict;

import org.jspecify.annotations.NullMarked;

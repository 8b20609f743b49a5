/** The store over any backend: checks calls, guards the open state, and finishes what a backend left of a query. */
@NullMarked
package dev.marcus.persistence.engine;

import org.jspecify.annotations.NullMarked;

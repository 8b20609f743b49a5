/**
 * Histories: what threads asked of a store and were told, with the times, and the searches for an order of it all that the
 * contract allows.
 */
@NullMarked
package dev.marcus.persistence.tck.history;

import org.jspecify.annotations.NullMarked;

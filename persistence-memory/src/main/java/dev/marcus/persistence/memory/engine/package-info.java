/**
 * The state of a store in memory as an immutable value: reading takes a reference, writing makes the next value, and what
 * was read stays as it was. For the backends that keep all entries in memory.
 */
@NullMarked
package dev.marcus.persistence.memory.engine;

import org.jspecify.annotations.NullMarked;

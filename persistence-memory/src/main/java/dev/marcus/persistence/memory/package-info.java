/**
 * The backend {@code memory:}, which keeps a store in the memory of the process and is gone when it is closed. The
 * reference for all others, and the one for tests.
 */
@NullMarked
package dev.marcus.persistence.memory;

import org.jspecify.annotations.NullMarked;

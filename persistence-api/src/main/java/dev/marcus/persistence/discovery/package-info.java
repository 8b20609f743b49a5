/** Finds the backends on the class path and module path, chooses one, and opens its stores. */
@NullMarked
package dev.marcus.persistence.discovery;

import org.jspecify.annotations.NullMarked;

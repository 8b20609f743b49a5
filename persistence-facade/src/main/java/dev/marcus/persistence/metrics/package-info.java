/** What Micrometer is told of a store. Loaded only if a registry is given. */
@NullMarked
package dev.marcus.persistence.metrics;

import org.jspecify.annotations.NullMarked;

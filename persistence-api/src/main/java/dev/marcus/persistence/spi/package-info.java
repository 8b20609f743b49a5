/**
 * What an author of a backend writes, and what helps with it. Applications use {@link dev.marcus.persistence.store.Store},
 * which has checked names, sizes, capabilities and the open state when it calls a backend.
 */
@NullMarked
package dev.marcus.persistence.spi;

import org.jspecify.annotations.NullMarked;

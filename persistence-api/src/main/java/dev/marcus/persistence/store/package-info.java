/**
 * The store: what an application, or a library on top, reads and writes through. Every backend answers behind it in the
 * same way.
 */
@NullMarked
package dev.marcus.persistence.store;

import org.jspecify.annotations.NullMarked;

/**
 * The way in: {@link dev.marcus.persistence.Persistence} opens a store and keeps documents and objects in it.
 */
@NullMarked
package dev.marcus.persistence;

import org.jspecify.annotations.NullMarked;

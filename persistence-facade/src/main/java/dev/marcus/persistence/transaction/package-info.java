/**
 * Optimistic transactions: a view of the store that remembers what it read and holds back what it writes, and the commit
 * that applies it if nothing that was read has changed.
 */
@NullMarked
package dev.marcus.persistence.transaction;

import org.jspecify.annotations.NullMarked;

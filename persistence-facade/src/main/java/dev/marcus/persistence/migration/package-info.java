/**
 * Migrations of the documents of a collection: numbered steps, applied at opening, by hand, or as documents are read. The
 * project's {@code docs/migrations.md} says how they work.
 */
@NullMarked
package dev.marcus.persistence.migration;

import org.jspecify.annotations.NullMarked;

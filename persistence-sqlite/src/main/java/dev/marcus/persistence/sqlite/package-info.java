/**
 * The backend {@code sqlite:}, which keeps a store in one database file and lets several processes have it open.
 *
 * <p>Other programs may read the table {@code persistence(collection, key, data, stored_at)}, and write it too: triggers
 * give what they write a revision and a store time.
 */
@NullMarked
package dev.marcus.persistence.sqlite;

import org.jspecify.annotations.NullMarked;

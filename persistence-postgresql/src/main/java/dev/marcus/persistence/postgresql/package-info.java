/**
 * The backend {@code postgresql:}, which keeps a store in a schema of a PostgreSQL database, for programs on several
 * machines.
 *
 * <p>Other programs may read the tables; they must not write them, as only this backend gives revisions.
 */
@NullMarked
package dev.marcus.persistence.postgresql;

import org.jspecify.annotations.NullMarked;

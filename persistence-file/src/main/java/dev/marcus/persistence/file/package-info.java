/**
 * The backend {@code file:}, which keeps a store in a directory: one readable JSON file a collection, and a journal of
 * what came since. All entries are held in memory; a commit appends one line and syncs it; closing writes the files anew.
 *
 * <p>After {@code close} the files {@code *.json} alone are the whole data, each an object of entries by key, with
 * {@code _stored_at} and {@code _revision} among the members.
 */
@NullMarked
package dev.marcus.persistence.file;

import org.jspecify.annotations.NullMarked;

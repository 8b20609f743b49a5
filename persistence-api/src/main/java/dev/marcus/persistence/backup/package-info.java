/** Backups as directories: the list of files with their digests that makes one whole, and the check of it. */
@NullMarked
package dev.marcus.persistence.backup;

import org.jspecify.annotations.NullMarked;

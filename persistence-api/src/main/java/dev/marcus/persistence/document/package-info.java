/**
 * Documents, the paths into them, and the entries that a store makes of them.
 *
 * <p>A document is kept as its JSON text in UTF-8. The reading and writing of that text is this package's own, because
 * the contract promises what general parsers do not keep: strict UTF-8, exact numbers, and every UTF-16 unit of a string
 * or a member name.
 */
@NullMarked
package dev.marcus.persistence.document;

import org.jspecify.annotations.NullMarked;

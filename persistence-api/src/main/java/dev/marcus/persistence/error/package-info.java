/**
 * What can go wrong, one type for each thing that a caller does about it.
 *
 * <p>Every type but {@link dev.marcus.persistence.error.OutcomeUnknownException} means that the operation was not
 * applied: nothing changed. A message names the operation's collection and key, what was found, what was expected and
 * what to do; it never holds a document's content nor a secret.
 */
@NullMarked
package dev.marcus.persistence.error;

import org.jspecify.annotations.NullMarked;

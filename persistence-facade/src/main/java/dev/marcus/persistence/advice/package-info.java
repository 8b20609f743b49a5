/** Watches how a store is used, and advises on indexes and on the backend. */
@NullMarked
package dev.marcus.persistence.advice;

import org.jspecify.annotations.NullMarked;

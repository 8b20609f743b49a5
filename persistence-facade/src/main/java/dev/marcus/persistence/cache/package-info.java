/**
 * The read cache: entries that were read, kept until a commit that could change them begins. {@code CachingStore} says what
 * may be served when, {@code Flights} knows which commits are under way.
 */
@NullMarked
package dev.marcus.persistence.cache;

import org.jspecify.annotations.NullMarked;

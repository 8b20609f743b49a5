/** What the kit checks: the rules of the contract, the tests that carry their numbers, and to which backends each applies. */
@NullMarked
package dev.marcus.persistence.tck.catalogue;

import org.jspecify.annotations.NullMarked;

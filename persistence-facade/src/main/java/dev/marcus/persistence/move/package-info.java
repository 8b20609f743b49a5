/** Moving a store into another backend while it is used. */
@NullMarked
package dev.marcus.persistence.move;

import org.jspecify.annotations.NullMarked;

/** What a layer over a store starts from. */
@NullMarked
package dev.marcus.persistence.layer;

import org.jspecify.annotations.NullMarked;

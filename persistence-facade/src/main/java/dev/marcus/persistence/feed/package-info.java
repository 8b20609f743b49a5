/** Reading the feed of a store from one end to the other. */
@NullMarked
package dev.marcus.persistence.feed;

import org.jspecify.annotations.NullMarked;

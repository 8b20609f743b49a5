/** Programs to read and to run. Each opens its stores by URL, so that the first argument puts it on another backend. */
@NullMarked
package dev.marcus.persistence.examples;

import org.jspecify.annotations.NullMarked;

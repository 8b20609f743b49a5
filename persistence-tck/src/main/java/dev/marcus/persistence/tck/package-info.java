/** The conformance kit: an author of a backend extends one class, gives a URL, and runs it with JUnit. */
@NullMarked
package dev.marcus.persistence.tck;

import org.jspecify.annotations.NullMarked;

/** Child processes that commit until they are killed, and the trace of what the operating system was asked meanwhile. */
@NullMarked
package dev.marcus.persistence.tck.crash;

import org.jspecify.annotations.NullMarked;

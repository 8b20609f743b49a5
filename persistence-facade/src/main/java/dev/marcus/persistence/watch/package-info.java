/** Being told what changes in a store, object by object and at one's own pace. */
@NullMarked
package dev.marcus.persistence.watch;

import org.jspecify.annotations.NullMarked;

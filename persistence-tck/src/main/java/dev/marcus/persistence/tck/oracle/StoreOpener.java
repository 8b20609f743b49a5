package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.store.Store;
import java.time.InstantSource;

/** Opens one store, each time the same. */
@FunctionalInterface
public interface StoreOpener {
    /** Returns the store, opened with this clock. */
    Store open(InstantSource clock);
}

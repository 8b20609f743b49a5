package dev.marcus.persistence.spi;

import dev.marcus.persistence.store.Capabilities;
import java.util.List;

/**
 * Opens the stores of one backend. Found by {@link java.util.ServiceLoader}: public, with a public constructor that takes
 * nothing and does nothing, named in {@code META-INF/services} and, in a module, by {@code provides}.
 */
public interface PersistenceBackendProvider {
    /** Returns the scheme of the backend's URLs: {@code [a-z][a-z0-9+.-]{1,31}}, unlike that of any other backend. */
    String scheme();

    /** Returns {@link SpiVersion#CURRENT}, which the compiler then writes into the provider. */
    int spiVersion();

    /**
     * Opens the store that the configuration names, and creates it if there is none.
     *
     * @throws dev.marcus.persistence.error.PersistenceException if it cannot be opened; nothing is then left open
     */
    PersistenceBackend open(BackendConfig config);

    /** Returns where the store is if nobody says; what stands behind the colon of the URL. */
    default String defaultLocation() {
        return "";
    }

    /** Returns the settings that the URL may hold. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /** Returns the library that this comes in, such as {@code com.acme:persistence-rocks 0.9}. */
    default String artifact() {
        Package home = getClass().getPackage();
        String version = home == null ? null : home.getImplementationVersion();
        return getClass().getName() + (version == null ? "" : " " + version);
    }

    /** Says whether the location holds a store of this backend, without creating or changing anything. */
    default Evidence probe(BackendConfig config) {
        return Evidence.UNKNOWN;
    }

    /** Returns what the stores of this backend promise at their default settings. */
    Capabilities capabilities();

    /** Says whether operations run in native code, which holds a virtual thread's carrier. */
    default boolean nativeCode() {
        return false;
    }
}

package dev.marcus.persistence.store;

/**
 * Which store this is.
 *
 * @param scheme the backend, such as {@code sqlite}
 * @param artifact the library that the backend came from, and its version
 * @param location where the store is, without secrets
 * @param storeId a text made at random when the store was created, which it keeps
 * @param chosenBecause why this backend was chosen, in a sentence
 * @param nativeCode whether operations run in native code, which holds a virtual thread's carrier
 */
public record StoreDescription(
        String scheme, String artifact, String location, String storeId, String chosenBecause, boolean nativeCode) {}

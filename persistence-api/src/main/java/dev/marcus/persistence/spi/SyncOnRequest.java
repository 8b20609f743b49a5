package dev.marcus.persistence.spi;

import java.util.concurrent.CompletableFuture;

/**
 * What a backend has whose stores acknowledge commits before they are on the medium
 * ({@link dev.marcus.persistence.store.Durability#PROCESS}), but can be asked for more. An
 * {@link PersistenceBackend#extension extension}.
 */
public interface SyncOnRequest {
    /**
     * Forces everything acknowledged so far to the medium. The future ends when it is there, or with an
     * {@link dev.marcus.persistence.error.OutcomeUnknownException} if the medium failed. Does not block; many requests
     * that wait share one sync.
     */
    CompletableFuture<Void> sync();
}

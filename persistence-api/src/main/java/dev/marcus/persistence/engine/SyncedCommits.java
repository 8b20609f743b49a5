package dev.marcus.persistence.engine;

import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Hands commits to the backend, and forces to the medium what demands more than the store's level. */
final class SyncedCommits {
    private final PersistenceBackend backend;
    private final Durability level;
    private final Optional<SyncOnRequest> syncing;

    SyncedCommits(PersistenceBackend backend) {
        this.backend = backend;
        level = backend.capabilities().durability();
        syncing = backend.extension(SyncOnRequest.class);
    }

    /** Refuses a commit that demands more than can be given. */
    void check(Commit commit) {
        Durability asked = commit.durability();
        if (demandsMore(commit) && (syncing.isEmpty() || asked.compareTo(Durability.DISK) > 0)) {
            throw new UnsupportedException("commit: durability " + asked + " (expected: at most " + level
                    + (syncing.isPresent() ? ", or DISK on request" : "") + "; choose a backend that promises it)");
        }
    }

    private boolean demandsMore(Commit commit) {
        return commit.durability().compareTo(level) > 0;
    }

    CommitResult commit(Commit commit) {
        CommitResult result = backend.commit(commit);
        if (demandsMore(commit)) {
            await(syncing.orElseThrow().sync());
        }
        return result;
    }

    CompletableFuture<CommitResult> commitAsync(Commit commit) {
        CompletableFuture<CommitResult> committed = backend.commitAsync(commit);
        return demandsMore(commit)
                ? committed.thenCompose(result -> syncing.orElseThrow().sync().thenApply(synced -> result))
                : committed;
    }

    private static void await(CompletableFuture<Void> sync) {
        try {
            sync.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}

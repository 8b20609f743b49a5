package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A commit on its way to the writer. What became of it is noted while its group is written, and told afterwards. */
final class Request {
    private static final int BYTES_PER_CHANGE = 128;

    private final Commit commit;
    private final long bytes;
    private final CompletableFuture<CommitResult> future = new CompletableFuture<>();
    private @Nullable CommitResult result;
    private @Nullable RuntimeException refusal;

    Request(Commit commit) {
        this.commit = commit;
        long sum = 0;
        for (Change change : commit.changes()) {
            sum += BYTES_PER_CHANGE;
            if (change instanceof Change.Put put) {
                sum += put.document().size();
            }
        }
        bytes = sum;
    }

    Commit commit() {
        return commit;
    }

    /** Returns about how much is written for it. */
    long bytes() {
        return bytes;
    }

    /** Says whether it can be written without looking at what is there. */
    boolean isBlind() {
        return commit.preconditions().isEmpty() && commit.changes().stream().allMatch(Change.Put.class::isInstance);
    }

    /** Says whether it makes or drops indexes. */
    boolean makesIndexes() {
        return touches(Set.of(Index.COLLECTION));
    }

    /** Says whether what it changes is only known once it has been done. */
    boolean deletesByTime() {
        return commit.changes().stream().anyMatch(Change.DeleteOlderThan.class::isInstance);
    }

    /** Says whether it changes one of the collections. */
    boolean touches(Set<String> collections) {
        return commit.changes().stream().anyMatch(change -> collections.contains(change.collection()));
    }

    void succeed(CommitResult outcome) {
        result = outcome;
        refusal = null;
    }

    void fail(RuntimeException cause) {
        refusal = cause;
    }

    /** Ends the future with what was noted. */
    void tell() {
        if (refusal == null) {
            future.complete(result == null ? new CommitResult(List.of()) : result);
        } else {
            future.completeExceptionally(refusal);
        }
    }

    CompletableFuture<CommitResult> future() {
        return future;
    }
}

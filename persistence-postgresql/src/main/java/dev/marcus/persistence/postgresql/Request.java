package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A commit on its way to the writer. What became of it is noted while its group is written, and told afterwards. */
final class Request {
    private static final CommitResult NOTHING = new CommitResult(List.of());
    private static final int BYTES_PER_CHANGE = 128;

    private final Commit commit;
    private final @Nullable Thread waiting;
    private final boolean leads;
    private final long bytes;
    private final CompletableFuture<CommitResult> future = new CompletableFuture<>();
    private @Nullable CommitResult result;
    private @Nullable RuntimeException refusal;

    private Request(Commit commit, @Nullable Thread waiting, boolean leads) {
        this.commit = commit;
        this.waiting = waiting;
        this.leads = leads;
        long sum = 0;
        for (Change change : commit.changes()) {
            sum += BYTES_PER_CHANGE;
            if (change instanceof Change.Put put) {
                sum += put.document().size();
            }
        }
        bytes = sum;
    }

    /** Returns a commit that this thread waits for, which writes it itself if it may. */
    static Request awaited(Commit commit, Thread waiting, boolean leads) {
        return new Request(commit, waiting, leads);
    }

    /** Returns a commit that nobody waits for. */
    static Request handedIn(Commit commit) {
        return new Request(commit, null, false);
    }

    boolean isAwaited() {
        return waiting != null;
    }

    /** Returns the thread that waits for it and may write it; null if there is none. */
    @Nullable
    Thread leader() {
        return leads ? waiting : null;
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

    /** Ends the future with what was noted, and wakes who waits. */
    void tell() {
        if (refusal == null) {
            future.complete(result == null ? NOTHING : result);
        } else {
            future.completeExceptionally(refusal);
        }
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    boolean isTold() {
        return future.isDone();
    }

    CompletableFuture<CommitResult> future() {
        return future;
    }

    /** Returns what the commit led to, or throws why it was refused; once it was told. */
    CommitResult outcome() {
        if (refusal != null) {
            throw refusal;
        }
        return future.join();
    }
}

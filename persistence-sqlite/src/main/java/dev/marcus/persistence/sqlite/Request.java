package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way to the writer, or the wish that all before it be synced. What became of it is noted while its
 * group is written, and told once the group is as safe as promised: also a conflict tells of what the group wrote.
 */
final class Request {
    private static final CommitResult NOTHING = new CommitResult(List.of());
    private static final int BYTES_PER_CHANGE = 128;

    private final @Nullable Commit commit;
    private final @Nullable Thread waiting;
    private final long bytes;
    private final CompletableFuture<CommitResult> future = new CompletableFuture<>();
    private @Nullable CommitResult result;
    private @Nullable RuntimeException refusal;

    private Request(@Nullable Commit commit, @Nullable Thread waiting) {
        this.commit = commit;
        this.waiting = waiting;
        this.bytes = commit == null ? 0 : bytes(commit);
    }

    /** Returns a commit that this thread waits for. */
    static Request awaited(Commit commit) {
        return new Request(commit, Thread.currentThread());
    }

    /** Returns a commit that nobody waits for. */
    static Request handedIn(Commit commit) {
        return new Request(commit, null);
    }

    /** Returns the wish that everything acknowledged so far be on the medium. */
    static Request sync() {
        return new Request(null, null);
    }

    private static long bytes(Commit commit) {
        long sum = 0;
        for (Change change : commit.changes()) {
            sum += BYTES_PER_CHANGE;
            if (change instanceof Change.Put put) {
                sum += put.document().size();
            } else if (change instanceof Change.DeleteOlderThan old) {
                sum += (long) BYTES_PER_CHANGE * Math.min(old.limit(), 1 << 20);
            }
        }
        return sum;
    }

    /** Returns the commit; null if this asks for a sync alone. */
    @Nullable
    Commit commit() {
        return commit;
    }

    /** Returns about how much is written for it. */
    long bytes() {
        return bytes;
    }

    /** Returns the thread that waits for it; null if its future has to be completed by the private thread. */
    @Nullable
    Thread waiting() {
        return waiting;
    }

    /** Says whether the acknowledgement is to promise that everything up to here is on the medium. */
    boolean demandsSync() {
        return commit == null || commit.durability() == Durability.DISK;
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

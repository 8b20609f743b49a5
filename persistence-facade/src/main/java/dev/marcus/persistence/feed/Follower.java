package dev.marcus.persistence.feed;

import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Reads the feed of a store, batch by batch, from a revision on. Nothing is held between two batches, except where
 * deletions were forgotten before this began to read at 0: they are no concern of one that held nothing then, but the feed
 * cannot be read on from among the revisions that they lie behind, so everything that lies there is read at once. For one
 * thread.
 */
public final class Follower {
    private final Store store;
    private final long begun;
    private final Queue<ChangedEntry> early = new ArrayDeque<>();
    private long earlyUpTo;
    private long reached;

    private Follower(Store store, long reached, long begun) {
        this.store = store;
        this.reached = reached;
        this.begun = begun;
    }

    /** Reads everything that is there, and then what changes. */
    public static Follower fromBeginning(Store store) {
        return new Follower(store, 0, store.lastRevision());
    }

    /** Reads what changes after the revision; from 0 it is the same as from the beginning. */
    public static Follower after(Store store, long revision) {
        return revision == 0 ? fromBeginning(store) : new Follower(store, revision, revision);
    }

    /** Reads on where one that began at 0, when the store was at the revision {@code begun}, has come to. */
    public static Follower resumed(Store store, long reached, long begun) {
        return new Follower(store, reached, begun);
    }

    /** Returns the revision that was reached: everything that changed up to it has been returned. */
    public long reached() {
        return reached;
    }

    /**
     * Returns what comes next, which may be nothing. After a failure the same can be asked for again.
     *
     * @throws ChangesExpiredException if there were deletions that it had to know of and that are not kept any more
     */
    public ChangeBatch next(int limit) {
        if (earlyUpTo == 0) {
            try {
                ChangeBatch batch = store.changes(reached, limit);
                reached = batch.reached();
                return batch;
            } catch (ChangesExpiredException e) {
                if (e.oldest() == 0 || e.oldest() > begun) {
                    throw e;
                }
                readUpTo(e.oldest());
            }
        }
        return early(limit);
    }

    private void readUpTo(long revision) {
        for (ChangedEntry change : store.changes(0, Integer.MAX_VALUE).changes()) {
            if (change.revision() > reached && change.revision() <= revision) {
                early.add(change);
            }
        }
        earlyUpTo = revision;
    }

    private ChangeBatch early(int limit) {
        List<ChangedEntry> changes = new ArrayList<>();
        while (changes.size() < limit && !early.isEmpty()) {
            ChangedEntry change = early.remove();
            changes.add(change);
            reached = change.revision();
        }
        if (early.isEmpty()) {
            reached = earlyUpTo;
            earlyUpTo = 0;
        }
        return new ChangeBatch(changes, reached, true);
    }
}

package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The right of one process to migrate a collection, kept as an entry that bears the owner's name. It runs out if it is not
 * renewed, by the clock of the store. That is only about who waits for whom: every commit demands that the entry is as its
 * owner left it, so that an owner who was replaced cannot write any more, however wrong a clock may be.
 *
 * <p>For one thread.
 */
final class Lease {
    private static final System.Logger LOG = System.getLogger(Lease.class.getName());
    private static final String COLLECTION = CollectionVersion.COLLECTION;
    private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();

    private final Store store;
    private final String key;
    private final Document content;
    private final String owner;
    private Entry held;

    private Lease(Store store, String key, Document content, String owner, Entry held) {
        this.store = store;
        this.key = key;
        this.content = content;
        this.owner = owner;
        this.held = held;
    }

    /** Another process has taken the lease over; nothing was written. */
    static final class Lost extends TransientException {
        private static final long serialVersionUID = 1L;

        private Lost(String key, ConflictException cause) {
            super(
                    "the lease '" + key
                            + "' ran out and was taken over by another process (expected: a batch within its"
                            + " time); migrate again, or give it more time",
                    Duration.ZERO,
                    cause);
        }
    }

    static String keyOf(String collection) {
        return collection + ".lease";
    }

    private static String waiting(String collection) {
        return collection + ".waiting";
    }

    /** Says whether the entry is about who migrates at the moment, and of no meaning to another store. */
    static boolean isKey(String key) {
        return key.indexOf('.') >= 0; // no collection has a name with a dot
    }

    /**
     * Takes the lease, after waiting for another owner as long as the plan says.
     *
     * @throws TransientException if it is still held then, or the thread is interrupted while it waits
     */
    static Lease acquire(Store store, Migrations plan) {
        long end = System.nanoTime() + nanos(plan.patience());
        boolean asked = false;
        while (true) {
            Optional<Entry> other = store.retrieve(COLLECTION, keyOf(plan.collection()));
            if (other.isPresent() && !hasRunOut(store, plan, other.get())) {
                if (!asked) {
                    LOG.log(System.Logger.Level.INFO, "Waiting: " + describe(plan, other.get()) + ".");
                }
                await(store, plan, other.get(), end - System.nanoTime());
            } else {
                Optional<Lease> taken = take(store, plan, other);
                if (taken.isPresent()) {
                    if (asked || other.isPresent()) {
                        store.delete(COLLECTION, waiting(plan.collection()));
                    }
                    return taken.get();
                }
            }
            asked |= other.isPresent();
        }
    }

    /** Returns empty if somebody was faster. */
    private static Optional<Lease> take(Store store, Migrations plan, Optional<Entry> dead) {
        String key = keyOf(plan.collection());
        String owner = "process " + ProcessHandle.current().pid() + " ("
                + UUID.randomUUID().toString().substring(0, 8) + ")";
        Document content =
                Document.of(Map.of("by", owner, "millis", plan.lease().toMillis()));
        Commit.Builder commit = Commit.builder().put(COLLECTION, key, content);
        dead.ifPresentOrElse(
                entry -> commit.requireRevision(COLLECTION, key, entry.revision()),
                () -> commit.requireAbsent(COLLECTION, key));
        try {
            return Optional.of(new Lease(store, key, content, owner, stored(store.commit(commit.build()))));
        } catch (ConflictException e) {
            return Optional.empty();
        }
    }

    private static long nanos(Duration time) {
        try {
            return Math.min(time.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }

    /** Asks the clock of the store by storing something. */
    private static boolean hasRunOut(Store store, Migrations plan, Entry lease) {
        Instant now = store.store(COLLECTION, waiting(plan.collection()), Document.empty())
                .storedAt();
        return lease.storedAt().plus(time(lease)).isBefore(now);
    }

    private static Duration time(Entry lease) {
        return Duration.ofMillis(
                lease.document().number("millis").map(Number::longValue).orElse(0L));
    }

    private static String describe(Migrations plan, Entry lease) {
        return "collection '" + plan.collection() + "' is migrated by "
                + lease.document().text("by").orElse("another process") + ", which wrote last at " + lease.storedAt()
                + " and has " + time(lease) + " for each batch";
    }

    private static void await(Store store, Migrations plan, Entry lease, long left) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (left <= 0 || interrupted) {
            store.delete(COLLECTION, waiting(plan.collection()));
            throw new TransientException(
                    describe(plan, lease) + " (expected: "
                            + (interrupted ? "no interrupt while waiting for it" : "done within " + plan.patience())
                            + "); try again, or wait longer",
                    time(lease),
                    null);
        }
        LockSupport.parkNanos(Math.min(left, Math.min(LONGEST_PAUSE, time(lease).toNanos() / 10 + 1)));
    }

    private static Entry stored(CommitResult result) {
        return result.outcomes().get(0).entry().orElseThrow();
    }

    /** Returns who holds it. */
    String owner() {
        return owner;
    }

    /** Returns when it was last renewed, by the clock of the store. */
    Instant time() {
        return held.storedAt();
    }

    /** Begins its time anew. */
    void renew() {
        held = stored(commit(Commit.builder().put(COLLECTION, key, content)));
    }

    /**
     * Commits what only its owner may.
     *
     * @throws Lost if that is somebody else by now
     */
    CommitResult commit(Commit.Builder commit) {
        try {
            return store.commit(
                    commit.requireRevision(COLLECTION, key, held.revision()).build());
        } catch (ConflictException e) {
            if (e.conflicts().stream().anyMatch(this::isOnThis)) {
                throw new Lost(key, e);
            }
            throw e;
        }
    }

    private boolean isOnThis(Conflict conflict) {
        return conflict.collection().equals(COLLECTION) && key.equals(conflict.key());
    }

    /** Lets others have it. */
    void release() {
        commit(Commit.builder().change(new Change.Delete(COLLECTION, key)));
    }

    /** Lets others have it after a failure, of which this is only a part if it fails too. */
    void release(Throwable failure) {
        try {
            release();
        } catch (PersistenceException e) {
            failure.addSuppressed(e);
        }
    }
}

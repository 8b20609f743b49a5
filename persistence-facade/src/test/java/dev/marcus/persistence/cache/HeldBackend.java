package dev.marcus.persistence.cache;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A store in memory that can be held at the places where races begin, and counts what it is asked. */
final class HeldBackend extends ForwardingBackend {
    /** After an entry was read and before it is returned. */
    final AtomicReference<Hold> read = new AtomicReference<>();
    /** After a commit was handed in and before it is applied. */
    final AtomicReference<Hold> handedIn = new AtomicReference<>();
    /** After a commit was applied and before it is acknowledged. */
    final AtomicReference<Hold> applied = new AtomicReference<>();
    /** Thrown once by a commit instead of applying it. */
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** What asynchronous commits answer once, instead of being applied at once. */
    final AtomicReference<CompletableFuture<CommitResult>> pending = new AtomicReference<>();

    final AtomicInteger reads = new AtomicInteger();

    private HeldBackend(PersistenceBackend next) {
        super(next);
    }

    /** A place where one thread waits until the test lets it go on. */
    static final class Hold {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        static void passIfAny(AtomicReference<Hold> place) {
            Hold hold = place.getAndSet(null);
            if (hold != null) {
                hold.reached.countDown();
                await(hold.released);
            }
        }

        void awaitReached() {
            await(reached);
        }

        void release() {
            released.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came here, or nobody let it go on");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Opens a new store and returns its backend and the plain store over it. */
    static Opened open() {
        AtomicReference<HeldBackend> backend = new AtomicReference<>();
        Store store = Stores.builder()
                .provider(ForwardingBackend.provider(memory -> {
                    backend.set(new HeldBackend(memory));
                    return backend.get();
                }))
                .open();
        return new Opened(backend.get(), store);
    }

    record Opened(HeldBackend backend, Store store) {}

    static Hold hold(AtomicReference<Hold> place) {
        Hold hold = new Hold();
        place.set(hold);
        return hold;
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        reads.incrementAndGet();
        Optional<Entry> entry = super.retrieve(collection, key);
        Hold.passIfAny(read);
        return entry;
    }

    @Override
    public CommitResult commit(Commit commit) {
        Throwable planned = failure.getAndSet(null);
        if (planned instanceof Error error) {
            throw error;
        }
        if (planned != null) {
            throw (RuntimeException) planned;
        }
        Hold.passIfAny(handedIn);
        CommitResult result = super.commit(commit);
        Hold.passIfAny(applied);
        return result;
    }

    /** Applies it past all holds, as something that happens late. */
    CommitResult applyLate(Commit commit) {
        return super.commit(commit);
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        CompletableFuture<CommitResult> planned = pending.getAndSet(null);
        return planned != null ? planned : super.commitAsync(commit);
    }
}

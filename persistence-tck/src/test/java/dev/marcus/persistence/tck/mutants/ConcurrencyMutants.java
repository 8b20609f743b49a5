package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Defects that show when several threads are at work. */
final class ConcurrencyMutants {
    private ConcurrencyMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "lost-update",
                        "preconditions are checked some time before the changes are made",
                        "Concurrency.rule_6_1_preconditionsLoseNoUpdate",
                        CheckedBefore::new),
                Mutant.of(
                        "torn-commit",
                        "the changes of a commit become visible one after the other",
                        "Concurrency.rule_4_7_aReadSeesWholeCommitsOnly",
                        OneByOne::new),
                Mutant.of(
                        "lost-store",
                        "of two stores at the same time one is acknowledged and lost",
                        "Concurrency.rule_6_1_noAcknowledgedStoreIsLost",
                        LosesOne::new),
                Mutant.of(
                        "stale-reads-by-thread",
                        "each thread keeps what it has read",
                        "Histories.rule_6_1_singleKeyOperationsAreLinearizable",
                        CachedByThread::new),
                Mutant.of(
                        "visible-late",
                        "a commit is acknowledged before others can see it",
                        "Histories.rule_6_1_singleKeyOperationsAreLinearizable",
                        VisibleLate::new),
                Mutant.of(
                        "reads-go-back",
                        "reads are answered in turn by two copies, one of them a commit behind",
                        "Histories.rule_4_7_everyReadSees",
                        OneCopyBehind::new),
                Mutant.of(
                        "async-out-of-order",
                        "commits that one thread hands in overtake each other",
                        "Operations.rule_4_6_commitsThatOneThreadHandsIn",
                        OutOfOrder::new),
                Mutant.of(
                        "future-never-ends",
                        "the future of a commit never ends, although the commit was done",
                        "Operations.rule_4_6_commitsThatOneThreadHandsIn",
                        NeverEnds::new),
                Mutant.of(
                        "readers-block-writers",
                        "nobody can write while a query is being read",
                        "Concurrency.rule_4_8",
                        OneLock::new));
    }

    private static final class CheckedBefore extends Broken {
        CheckedBefore(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CommitResult commit(Commit commit) {
            for (Precondition precondition : commit.preconditions()) {
                if (precondition instanceof Precondition.AtRevision at) {
                    long found = sound.retrieve(at.collection(), at.key())
                            .map(Entry::revision)
                            .orElse(0L);
                    if (found != at.revision()) {
                        throw new ConflictException(
                                List.of(new Conflict(at.collection(), at.key(), at.revision(), found)));
                    }
                }
            }
            LockSupport.parkNanos(1000);
            Commit.Builder unchecked = Commit.builder();
            commit.changes().forEach(unchecked::change);
            return sound.commit(unchecked.build());
        }
    }

    private static final class OneByOne extends Broken {
        OneByOne(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (commit.changes().size() < 2) {
                return sound.commit(commit);
            }
            List<CommitResult.Outcome> outcomes = new ArrayList<>();
            boolean first = true;
            for (Change change : commit.changes()) {
                Commit one = Broken.rebuilt(first ? commit : Commit.builder().build(), List.of(change));
                outcomes.addAll(sound.commit(one).outcomes());
                first = false;
            }
            return new CommitResult(outcomes);
        }
    }

    private static final class LosesOne extends Broken {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger given = new AtomicInteger(1 << 20);

        LosesOne(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CommitResult commit(Commit commit) {
            try {
                boolean alone = inside.incrementAndGet() == 1;
                if (!alone && commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.Put put) {
                    long revision = given.incrementAndGet();
                    Entry lost = Entry.of(put.collection(), put.key(), put.document(), Entry.MIN_STORED_AT, revision);
                    return new CommitResult(List.of(new CommitResult.Outcome(1, revision, lost)));
                }
                return sound.commit(commit);
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    private static final class CachedByThread extends Broken {
        private final ThreadLocal<Map<String, Optional<Entry>>> caches = ThreadLocal.withInitial(HashMap::new);

        CachedByThread(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public Optional<Entry> retrieve(String collection, String key) {
            return caches.get().computeIfAbsent(collection + " " + key, name -> sound.retrieve(collection, key));
        }

        @Override
        public CommitResult commit(Commit commit) {
            caches.get().clear();
            return sound.commit(commit);
        }
    }

    /** Serves an old copy to other threads for the next few reads after a commit. */
    private static final class VisibleLate extends Broken {
        private record Old(Optional<Entry> entry, Thread writer, AtomicInteger readsLeft) {}

        private final Map<String, Old> olds = new ConcurrentHashMap<>();

        VisibleLate(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public Optional<Entry> retrieve(String collection, String key) {
            Old old = olds.get(collection + " " + key);
            if (old != null && old.writer != Thread.currentThread() && old.readsLeft.getAndDecrement() > 0) {
                return old.entry;
            }
            return sound.retrieve(collection, key);
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.Put put) {
                Optional<Entry> before = sound.retrieve(put.collection(), put.key());
                CommitResult result = sound.commit(commit);
                olds.put(
                        put.collection() + " " + put.key(),
                        new Old(before, Thread.currentThread(), new AtomicInteger(2)));
                return result;
            }
            return sound.commit(commit);
        }
    }

    private static final class OneCopyBehind extends Broken {
        private final Map<String, List<Entry>> copies = new ConcurrentHashMap<>();
        private final AtomicInteger turn = new AtomicInteger();

        OneCopyBehind(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public BackendCursor query(QueryRequest request) {
            List<Entry> now = Sound.entries(sound, request.collection());
            List<Entry> behind = copies.getOrDefault(request.collection(), now);
            return BackendCursor.of((turn.getAndIncrement() % 2 == 0 ? now : behind).iterator());
        }

        @Override
        public CommitResult commit(Commit commit) {
            for (Change change : commit.changes()) {
                copies.put(change.collection(), Sound.entries(sound, change.collection()));
            }
            return sound.commit(commit);
        }
    }

    private static final class OutOfOrder extends Broken {
        private final ExecutorService threads = Executors.newFixedThreadPool(4);

        OutOfOrder(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CompletableFuture<CommitResult> commitAsync(Commit commit) {
            return CompletableFuture.supplyAsync(() -> sound.commit(commit), threads);
        }

        @Override
        public void close() {
            threads.shutdown();
            super.close();
        }
    }

    private static final class NeverEnds extends Broken {
        NeverEnds(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CompletableFuture<CommitResult> commitAsync(Commit commit) {
            sound.commit(commit);
            return new CompletableFuture<>();
        }
    }

    private static final class OneLock extends Broken {
        private final Lock lock = new ReentrantLock();

        OneLock(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public BackendCursor query(QueryRequest request) {
            lock.lock();
            BackendCursor plain = sound.query(request);
            return new BackendCursor() {
                private boolean closed;

                @Override
                public Entry next() {
                    return plain.next();
                }

                @Override
                public dev.marcus.persistence.spi.Pushed pushed() {
                    return plain.pushed();
                }

                @Override
                public void close() {
                    if (!closed) {
                        closed = true;
                        lock.unlock();
                    }
                }
            };
        }

        @Override
        public CommitResult commit(Commit commit) {
            lock.lock();
            try {
                return sound.commit(commit);
            } finally {
                lock.unlock();
            }
        }
    }
}

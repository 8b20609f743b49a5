package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.history.CommitHistory;
import dev.marcus.persistence.tck.history.KeyHistory;
import dev.marcus.persistence.tck.history.KeyOperation;
import dev.marcus.persistence.tck.history.KeyOperation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HistoryRules extends Rules {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final int THREADS = 4;
    private static final List<String> COLLECTIONS = List.of("a", "b");

    private final long seed = Long.getLong("persistence.tck.seed", System.nanoTime());
    private final AtomicLong values = new AtomicLong();

    HistoryRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document number(long n) {
        return Document.of(Map.of("n", n));
    }

    private void noViolation(Optional<String> violation) {
        violation.ifPresent(text -> Assertions.fail(text + "\n  (seed " + seed + ")"));
    }

    @Test
    void rule_6_1_singleKeyOperationsAreLinearizable() throws InterruptedException {
        for (int round = 0; round < 60 * SCALE; round++) {
            String key = "k" + round;
            KeyHistory history = new KeyHistory();
            CyclicBarrier together = new CyclicBarrier(THREADS);
            boolean inStep = round % 3 != 0; // the threads then take turns also where they hardly run at once
            List<Callable<Void>> clients = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                String thread = "thread " + t;
                SplittableRandom random = new SplittableRandom(seed + round * 31L + t);
                clients.add(() -> {
                    long known = 0;
                    for (int i = 0; i < 4; i++) {
                        if (i == 0 || inStep) {
                            together.await();
                        }
                        KeyOperation operation = operate(key, thread, random, known);
                        known = operation.kind() == Kind.DELETE ? 0 : operation.revision();
                        history.add(operation);
                    }
                    return null;
                });
            }
            ConcurrencyRules.together(clients);
            noViolation(history.violation());
        }
    }

    private KeyOperation operate(String key, String thread, SplittableRandom random, long known) {
        long value = values.incrementAndGet();
        int choice = random.nextInt(8);
        long invoked = System.nanoTime();
        if (choice < 3) {
            Optional<Entry> found = store().retrieve("c", key);
            return new KeyOperation(
                    Kind.READ,
                    0,
                    0,
                    invoked,
                    System.nanoTime(),
                    found.map(Entry::revision).orElse(0L),
                    found.map(entry ->
                                    entry.document().number("n").orElseThrow().longValueExact())
                            .orElse(null),
                    false,
                    thread);
        }
        if (choice < 5) {
            long revision = store().store("c", key, number(value)).revision();
            return new KeyOperation(Kind.PUT, 0, value, invoked, System.nanoTime(), revision, null, true, thread);
        }
        if (choice == 5) {
            boolean there = store().delete("c", key);
            return new KeyOperation(Kind.DELETE, 0, 0, invoked, System.nanoTime(), 0, null, there, thread);
        }
        Commit.Builder commit = Commit.builder().put("c", key, number(value));
        if (known == 0) {
            commit.requireAbsent("c", key);
        } else {
            commit.requireRevision("c", key, known);
        }
        try {
            long revision = store().commit(commit.build()).revision();
            return new KeyOperation(
                    Kind.PUT_IF, known, value, invoked, System.nanoTime(), revision, null, true, thread);
        } catch (ConflictException refused) {
            long found = refused.conflicts().get(0).found();
            return new KeyOperation(Kind.PUT_IF, known, value, invoked, System.nanoTime(), found, null, false, thread);
        }
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_6_1_commitsAreSerializable() throws InterruptedException {
        CommitHistory history = new CommitHistory();
        run(history, 50 * SCALE, this::drawn);
        noViolation(history.violation());
    }

    @Test
    void rule_4_7_everyReadSeesTheStateAfterWholeCommits_andNeverGoesBack() throws InterruptedException {
        CommitHistory history = new CommitHistory();
        run(
                history,
                50 * SCALE,
                random -> Commit.builder()
                        .put(
                                COLLECTIONS.get(random.nextInt(2)),
                                "k" + random.nextInt(4),
                                number(values.incrementAndGet()))
                        .build());
        noViolation(history.violation());
    }

    private interface Drawing {
        Commit next(SplittableRandom random);
    }

    /** Lets two threads commit what is drawn for them, while two others query, and records it all. */
    private void run(CommitHistory history, int commits, Drawing drawing) throws InterruptedException {
        AtomicInteger writing = new AtomicInteger(2);
        List<Callable<Void>> clients = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            SplittableRandom random = new SplittableRandom(seed + t);
            clients.add(() -> {
                try {
                    for (int i = 0; i < commits; i++) {
                        commit(history, drawing.next(random), random.nextInt(4) == 0);
                        if (i % 3 == 0) {
                            query(history, COLLECTIONS.get(random.nextInt(2)));
                        }
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            });
            String collection = COLLECTIONS.get(t);
            clients.add(() -> {
                for (int reads = 0; writing.get() > 0 && reads < commits * 20; reads++) {
                    query(history, collection);
                }
                query(history, collection);
                return null;
            });
        }
        ConcurrencyRules.together(clients);
    }

    private void commit(CommitHistory history, Commit commit, boolean async) {
        long invoked = System.nanoTime();
        try {
            CommitResult result = async ? store().commitAsync(commit).join() : store().commit(commit);
            history.committed(invoked, System.nanoTime(), commit, result);
        } catch (ConflictException refused) {
            history.refused(invoked, System.nanoTime(), commit, refused.conflicts());
        } catch (java.util.concurrent.CompletionException refused) {
            if (!(refused.getCause() instanceof ConflictException conflict)) {
                throw refused;
            }
            history.refused(invoked, System.nanoTime(), commit, conflict.conflicts());
        }
    }

    private void query(CommitHistory history, String collection) {
        long invoked = System.nanoTime();
        List<Entry> answer = store().query(Query.of(collection)).entries();
        history.seen(invoked, System.nanoTime(), collection, answer);
    }

    /** Draws a commit over both collections, as a rule under the condition that what it has read is unchanged. */
    private Commit drawn(SplittableRandom random) {
        Commit.Builder commit = Commit.builder();
        for (String collection : COLLECTIONS) {
            String read = "k" + random.nextInt(3);
            switch (random.nextInt(4)) {
                case 0 -> {
                    long known = store().retrieve(collection, read)
                            .map(Entry::revision)
                            .orElse(0L);
                    if (known == 0) {
                        commit.requireAbsent(collection, read);
                    } else {
                        commit.requireRevision(collection, read, known);
                    }
                }
                case 1 -> {
                    long newest = store().first(Query.of(collection))
                            .map(Entry::revision)
                            .orElse(0L);
                    commit.requireUnchanged(collection, newest);
                }
                default -> {}
            }
            String key = "k" + random.nextInt(3);
            if (random.nextInt(5) == 0) {
                commit.delete(collection, key);
            } else {
                commit.put(collection, key, number(values.incrementAndGet()));
            }
        }
        return commit.build();
    }

    @Test
    void rule_6_1_writeSkewIsRefused() {
        Entry x = store().store("c", "x", number(1));
        Entry y = store().store("c", "y", number(1));
        store().commit(Commit.builder()
                .put("c", "x", number(0))
                .requireRevision("c", "y", y.revision())
                .build());
        refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "y", number(0))
                        .requireRevision("c", "x", x.revision())
                        .build()),
                "'x'");
        assertEquals(number(1), retrieved("c", "y"), "the second of two commits that each read what the other changed");
    }

    @Test
    void rule_6_1_phantomsAreRefused() {
        store().store("c", "seen", number(1));
        long counted = store().lastRevision();
        assertEquals(1, store().count(Query.of("c")));
        store().store("c", "phantom", number(1));
        refused(ConflictException.class, () -> storeCounted(counted), "'c'");
        long countedAgain = store().lastRevision();
        assertEquals(2, store().count(Query.of("c")));
        store().delete("c", "phantom");
        refused(ConflictException.class, () -> storeCounted(countedAgain), "'c'");
        long last = store().lastRevision();
        store().store("d", "elsewhere", number(1));
        storeCounted(last);
    }

    private void storeCounted(long since) {
        store().commit(Commit.builder()
                .put("counts", "c", number(1))
                .requireUnchanged("c", since)
                .build());
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_6_1_transfersKeepTheSum() throws InterruptedException {
        int accounts = 5;
        long sum = 500;
        for (int i = 0; i < accounts; i++) {
            store().store("accounts", "a" + i, number(100));
        }
        List<Callable<Void>> clients = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            SplittableRandom random = new SplittableRandom(seed + t);
            clients.add(() -> {
                for (int i = 0; i < 30 * SCALE; i++) {
                    int from = random.nextInt(accounts);
                    transfer("a" + from, "a" + (from + 1) % accounts, random.nextInt(20));
                    assertEquals(sum, sum(), "the sum of the accounts in one query (seed " + seed + ")");
                }
                return null;
            });
        }
        ConcurrencyRules.together(clients);
        assertEquals(sum, sum(), "the sum of the accounts at the end (seed " + seed + ")");
    }

    private void transfer(String from, String to, long amount) {
        while (true) {
            Entry source = store().retrieve("accounts", from).orElseThrow();
            Entry target = store().retrieve("accounts", to).orElseThrow();
            Commit commit = Commit.builder()
                    .put("accounts", from, number(balance(source) - amount))
                    .put("accounts", to, number(balance(target) + amount))
                    .requireRevision("accounts", from, source.revision())
                    .requireRevision("accounts", to, target.revision())
                    .build();
            try {
                store().commit(commit);
                return;
            } catch (ConflictException raced) {
                // read again
            }
        }
    }

    private long sum() {
        return store().query(Query.of("accounts")).entries().stream()
                .mapToLong(HistoryRules::balance)
                .sum();
    }

    private static long balance(Entry account) {
        return account.document().number("n").orElseThrow().longValueExact();
    }
}

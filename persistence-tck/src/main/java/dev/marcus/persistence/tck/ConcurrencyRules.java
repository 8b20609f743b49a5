package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConcurrencyRules extends Rules {
    private static final int THREADS = 4;
    private static final int ROUNDS = 40;

    ConcurrencyRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document number(long n) {
        return Document.of(Map.of("n", n));
    }

    /** Runs the tasks at once and fails if one does. */
    static void together(List<Callable<Void>> tasks) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void rule_6_1_noAcknowledgedStoreIsLost_andNoRevisionIsGivenTwice() throws InterruptedException {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String prefix = "t" + t + "_";
            writers.add(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    Entry stored = store().store("c", prefix + i, number(i));
                    assertEquals(stored, store().retrieve("c", prefix + i).orElseThrow());
                }
                return null;
            });
        }
        together(writers);
        List<Entry> all = store().query(Query.of("c")).entries();
        assertEquals(THREADS * ROUNDS, all.size());
        assertEquals(all.size(), all.stream().map(Entry::revision).distinct().count());
    }

    @Test
    void rule_6_1_preconditionsLoseNoUpdate() throws InterruptedException {
        store().store("c", "counter", number(0));
        List<Callable<Void>> writers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            writers.add(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    increment();
                }
                return null;
            });
        }
        together(writers);
        assertEquals(number(THREADS * ROUNDS), retrieved("c", "counter"));
    }

    private void increment() {
        while (true) {
            Entry seen = store().retrieve("c", "counter").orElseThrow();
            long next = seen.document().number("n").orElseThrow().longValueExact() + 1;
            try {
                store().commit(Commit.builder()
                        .put("c", "counter", number(next))
                        .requireRevision("c", "counter", seen.revision())
                        .build());
                return;
            } catch (ConflictException raced) {
                assertTrue(raced.conflicts().get(0).found() > seen.revision());
            }
        }
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_4_7_aReadSeesWholeCommitsOnly() throws InterruptedException {
        store().commit(Commit.builder()
                .put("c", "a", number(100))
                .put("c", "b", number(0))
                .build());
        AtomicBoolean writing = new AtomicBoolean(true);
        together(List.of(
                () -> {
                    try {
                        for (int i = 0; i < ROUNDS * 5; i++) {
                            store().commit(Commit.builder()
                                    .put("c", "a", number(100 - i))
                                    .put("c", "b", number(i))
                                    .build());
                        }
                    } finally {
                        writing.set(false);
                    }
                    return null;
                },
                () -> {
                    while (writing.get()) {
                        long sum = store().query(Query.of("c").where(where("n").exists())).entries().stream()
                                .mapToLong(e ->
                                        e.document().number("n").orElseThrow().longValueExact())
                                .sum();
                        assertEquals(100, sum, "a query saw a part of a commit");
                    }
                    return null;
                }));
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_4_7_aLargeQuerySeesOneMoment_howeverManyPagesTheBackendReadsItIn() throws InterruptedException {
        int size = 3000;
        for (int from = 0; from < size; from += 1000) {
            Commit.Builder thousand = Commit.builder();
            for (int i = from; i < from + 1000; i++) {
                thousand.put("c", "k" + i, number(100));
            }
            store().commit(thousand.build());
        }
        AtomicBoolean reading = new AtomicBoolean(true);
        together(List.of(
                () -> {
                    for (int i = 0; reading.get(); i++) { // what one gains another loses, far away
                        store().commit(Commit.builder()
                                .put("c", "k" + i % 100, number(100 + i))
                                .put("c", "k" + (size - 1 - i % 100), number(100 - i))
                                .build());
                    }
                    return null;
                },
                () -> {
                    try {
                        for (int i = 0; i < 15; i++) {
                            long sum =
                                    i % 2 == 0 ? sum(store().query(Query.of("c")).entries().stream()) : sumOfStream();
                            assertEquals(
                                    size * 100L, sum, "the sum over " + size + " entries, which every commit keeps");
                        }
                    } finally {
                        reading.set(false);
                    }
                    return null;
                }));
    }

    private long sumOfStream() {
        try (Stream<Entry> entries =
                store().stream(Query.of("c").where(where("n").exists()))) {
            return sum(entries);
        }
    }

    private static long sum(Stream<Entry> entries) {
        return entries.mapToLong(
                        entry -> entry.document().number("n").orElseThrow().longValueExact())
                .sum();
    }

    @Test
    void rule_4_8_aReaderInTheMiddleOfAQueryBlocksNoWriter_andAWriterNoReader() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            store().store("c", "k" + i, number(i));
        }
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        together(List.of(
                () -> {
                    long matches = store().count(Query.of("c").where(Filter.matching(entry -> {
                        reading.countDown();
                        await(written);
                        return true;
                    })));
                    assertEquals(50, matches, "the reader saw one moment");
                    return null;
                },
                () -> {
                    await(reading);
                    store().store("c", "new", number(1));
                    store().delete("c", "k0");
                    assertEquals(50, store().count(Query.of("c")));
                    written.countDown();
                    return null;
                }));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(
                    latch.await(TimeLimit.patience(), TimeUnit.SECONDS), "a reader and a writer wait for each other");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void rule_6_2_interruptsHarmNeitherTheStoreNorOtherThreads() throws InterruptedException {
        Thread[] writers = new Thread[2];
        List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < writers.length; t++) {
            long base = t * 1000L;
            writers[t] = new Thread(() -> {
                for (long i = base; i < base + ROUNDS; i++) {
                    try {
                        store().store("c", "k" + i, number(i));
                        acknowledged.add(i);
                    } catch (PersistenceException stopped) {
                        if (!Thread.currentThread().isInterrupted()) {
                            throw new AssertionError("only an interrupted thread may stop", stopped);
                        }
                    }
                }
            });
            writers[t].setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            writers[t].start();
        }
        while (writers[0].isAlive() || writers[1].isAlive()) {
            writers[0].interrupt();
            Thread.onSpinWait();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        for (Throwable failure : failures) {
            throw new AssertionError("a thread that wrote failed", failure);
        }
        store().store("c", "after", number(0));
        for (long i : acknowledged) {
            assertEquals(number(i), retrieved("c", "k" + i));
        }
        assertTrue(acknowledged.size() >= ROUNDS, "the thread that nobody interrupted has stored everything");
    }

    @Test
    void rule_6_2_theInterruptFlagStaysSet() {
        store().store("c", "k", number(1));
        List<Runnable> operations = List.of(
                () -> store().store("c", "k", number(2)),
                () -> store().retrieve("c", "k"),
                () -> store().query(Query.of("c")),
                () -> store().delete("c", "k"));
        for (Runnable operation : operations) {
            Thread.currentThread().interrupt();
            try {
                operation.run();
            } catch (PersistenceException stopped) {
                // it may stop
            } finally {
                assertTrue(Thread.interrupted(), "an operation cleared the interrupt flag of its caller");
            }
        }
        store().store("c", "k", number(3));
        assertEquals(number(3), retrieved("c", "k"));
    }

    @Test
    void rule_6_2_aCommitThatAnInterruptStoppedDidNothing_andOneThatWasDoneSaysSo() {
        for (int i = 0; i < ROUNDS; i++) {
            boolean done;
            Thread.currentThread().interrupt();
            try {
                store().store("c", "k" + i, number(i));
                done = true;
            } catch (PersistenceException stopped) {
                done = false;
            } finally {
                Thread.interrupted();
            }
            assertEquals(
                    done,
                    store().retrieve("c", "k" + i).isPresent(),
                    done
                            ? "an interrupted store returned, and its entry is not there"
                            : "an interrupted store failed, and its entry is there");
        }
    }
}

package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Threads that commit pairs over two collections, each under a new key, while something else is done. */
final class SnapshotWriters {
    private static final int THREADS = 4;
    private static final int BEFORE = 25;

    private final Store store;
    private final Document document;
    private final boolean pairs;
    private int round;

    SnapshotWriters(Store store, Document document) {
        this.store = store;
        this.document = document;
        pairs = store.capabilities().has(Capability.ATOMIC_COMMIT);
    }

    /** Runs the work beside the writers, and returns the highest revision acknowledged before it began. */
    long during(Runnable work) throws InterruptedException {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong before = new AtomicLong();
        AtomicBoolean working = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String prefix = "r" + round + "t" + t + "_";
            tasks.add(() -> {
                write(prefix, acknowledged, working, begun);
                return null;
            });
        }
        tasks.add(() -> {
            try {
                begun.await(TimeLimit.patience(), TimeUnit.SECONDS);
                before.set(acknowledged.get());
                work.run();
                return null;
            } finally {
                working.set(false);
            }
        });
        round++;
        ConcurrencyRules.together(tasks);
        return before.get();
    }

    private void write(String prefix, AtomicLong acknowledged, AtomicBoolean working, CountDownLatch begun) {
        try {
            for (int i = 0; working.get(); i++) {
                long revision = store.commit(commit(prefix + i)).revision();
                acknowledged.accumulateAndGet(revision, Math::max);
                if (i == BEFORE) {
                    begun.countDown();
                }
            }
        } finally {
            begun.countDown();
        }
    }

    private Commit commit(String key) {
        Commit.Builder commit = Commit.builder().put("left", key, document);
        if (pairs) {
            commit.put("right", key, document);
        }
        return commit.build();
    }

    /** Asserts that of no commit only a part is there. */
    void assertWholeCommits(Set<Entry> found) {
        if (pairs) {
            assertEquals(keys(found, "left"), keys(found, "right"), "the keys of both collections");
        }
    }

    private static Set<String> keys(Set<Entry> entries, String collection) {
        return entries.stream()
                .filter(entry -> entry.collection().equals(collection))
                .map(Entry::key)
                .collect(Collectors.toSet());
    }
}

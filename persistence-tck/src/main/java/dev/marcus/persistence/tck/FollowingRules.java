package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is told of the newest revision, and what the feed tells beside writers. */
class FollowingRules extends Rules {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 60;

    FollowingRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document number(int n) {
        return Document.of(Map.of("n", n));
    }

    @Test
    void rule_4_9_lastRevisionIsZeroAtFirst_andThatOfTheNewestCommit() {
        assertEquals(0, store().lastRevision(), "the last revision of a new store");
        long stored = store().store("c", "a", DOC).revision();
        assertEquals(stored, store().lastRevision());
        long other = store().store("d", "b", DOC).revision();
        assertEquals(other, store().lastRevision());
        store().delete("c", "a");
        long deleted = store().lastRevision();
        assertTrue(deleted > other, () -> "revision " + deleted + " after a deletion, and " + other + " before");
        if (store().capabilities().has(Capability.ATOMIC_COMMIT)) {
            Commit.Builder several = Commit.builder();
            for (int i = 0; i < 5; i++) {
                several.put("c", "k" + i, DOC);
            }
            assertEquals(store().commit(several.build()).revision(), store().lastRevision());
        }
    }

    @Test
    void rule_4_9_lastRevisionIsNotMovedByWhatChangesNothing() {
        store().store("c", "a", DOC);
        long last = store().lastRevision();
        store().retrieve("c", "a");
        store().query(Query.of("c"));
        store().delete("c", "absent");
        store().clearOld("c", clock.instant().minusSeconds(60));
        store().commit(Commit.builder().requireRevision("c", "a", last).build());
        refused(
                dev.marcus.persistence.error.ConflictException.class,
                () -> store().commit(Commit.builder()
                        .requireAbsent("c", "a")
                        .put("c", "b", DOC)
                        .build()));
        assertEquals(last, store().lastRevision());
    }

    @Test
    @Requires("PROCESS")
    void rule_4_9_lastRevisionSurvivesReopening_alsoWhereADeletionWasTheLast() {
        store().store("c", "a", DOC);
        store().store("c", "b", DOC);
        store().delete("c", "b");
        long last = store().lastRevision();
        reopen();
        assertEquals(last, store().lastRevision());
        reopen();
        assertEquals(last, store().lastRevision());
        assertTrue(store().store("c", "d", DOC).revision() > last);
    }

    @Test
    void rule_4_9_whatIsReadAfterLastRevisionIsNeverOlder() throws InterruptedException {
        Map<String, ConcurrentSkipListSet<Long>> given = new ConcurrentHashMap<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        AtomicInteger writing = new AtomicInteger(WRITERS);
        for (int t = 0; t < WRITERS; t++) {
            String key = "k" + t;
            ConcurrentSkipListSet<Long> own = new ConcurrentSkipListSet<>();
            given.put(key, own);
            tasks.add(() -> {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        long revision = store().store("c", key, number(i)).revision();
                        own.add(revision);
                        long last = store().lastRevision();
                        assertTrue(
                                last >= revision,
                                () -> "the last revision is " + last + " after " + revision + " was acknowledged");
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            });
        }
        Map<Long, Map<String, Long>> seen = new HashMap<>();
        tasks.add(() -> {
            long before = 0;
            while (writing.get() > 0) {
                long last = store().lastRevision();
                assertTrue(last >= before, "the last revision went back from " + before + " to " + last);
                before = last;
                Map<String, Long> read = new HashMap<>();
                for (String key : given.keySet()) {
                    read.put(
                            key, store().retrieve("c", key).map(Entry::revision).orElse(0L));
                }
                seen.put(last, read);
            }
            return null;
        });
        ConcurrencyRules.together(tasks);
        seen.forEach((last, read) -> given.forEach((key, revisions) -> {
            long newest = Objects.requireNonNullElse(revisions.floor(last), 0L);
            long revision = read.getOrDefault(key, 0L);
            assertTrue(
                    revision >= newest,
                    () -> "at the last revision " + last + " key '" + key + "' was read at " + revision
                            + " (expected: at least " + newest + ")");
        }));
    }

    /** Stores and deletes at random, a pair with one commit if that is possible. */
    private Void write(int seed) {
        Random random = new Random(seed);
        boolean pairs = store().capabilities().has(Capability.ATOMIC_COMMIT);
        for (int i = 0; i < ROUNDS; i++) {
            String key = "k" + random.nextInt(25);
            Commit.Builder commit = Commit.builder();
            boolean delete = random.nextInt(3) == 0;
            for (String collection : pairs ? List.of("left", "right") : List.of("left")) {
                commit = delete
                        ? commit.delete(collection, key)
                        : commit.put(collection, key, number(seed * 10_000 + i));
            }
            store().commit(commit.build());
        }
        return null;
    }

    private static Map<String, Document> documents(Follower follower, String collection) {
        Map<String, Document> documents = new TreeMap<>();
        follower.held(collection).forEach((key, entry) -> documents.put(key, entry.document()));
        return documents;
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_followersBesideWritersHoldTheSameInTheEnd() throws InterruptedException {
        boolean pairs = store().capabilities().has(Capability.ATOMIC_COMMIT);
        AtomicInteger writing = new AtomicInteger(WRITERS);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < WRITERS; t++) {
            int seed = t;
            tasks.add(() -> {
                try {
                    return write(seed);
                } finally {
                    writing.decrementAndGet();
                }
            });
        }
        List<Follower> followers = new ArrayList<>();
        for (int limit : new int[] {1, 3, 7, Integer.MAX_VALUE}) {
            Follower follower = new Follower();
            followers.add(follower);
            tasks.add(() -> {
                boolean more = true;
                while (writing.get() > 0 || more) {
                    more = follower.follow(store(), limit).more();
                    if (pairs && limit == Integer.MAX_VALUE) {
                        assertEquals(
                                documents(follower, "left"),
                                documents(follower, "right"),
                                "the two halves of commits, as of one moment");
                    }
                }
                return null;
            });
        }
        ConcurrencyRules.together(tasks);
        for (Follower follower : followers) {
            follower.catchUp(store(), 5);
            follower.assertHoldsAllOf(store());
        }
    }
}

package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationRules extends Rules {
    OperationRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_4_1_storeReturnsTheEntry_andEveryLaterReadSeesIt() {
        Entry stored = store().store("c", "k", doc("{\"a\":1}"));
        assertEquals("c", stored.collection());
        assertEquals("k", stored.key());
        assertEquals(clock.instant(), stored.storedAt());
        assertTrue(stored.revision() > 0);
        assertEquals(Optional.of(stored), store().retrieve("c", "k"));
        assertEquals(List.of(stored), store().query(Query.of("c")).entries());
        Entry replaced = store().store("c", "k", doc("{\"a\":2}"));
        assertEquals(Optional.of(replaced), store().retrieve("c", "k"));
        assertEquals(List.of(replaced), store().query(Query.of("c")).entries());
    }

    @Test
    void rule_4_2_whatIsNotThereIsEmpty_andAnUnknownCollectionIsAnEmptyOne() {
        store().store("c", "k", DOC);
        assertEquals(Optional.empty(), store().retrieve("c", "K"));
        assertEquals(Optional.empty(), store().retrieve("unknown", "k"));
        assertEquals(List.of(), keys(Query.of("unknown")));
        assertEquals(0, store().count(Query.of("unknown")));
        assertFalse(store().delete("unknown", "k"));
        assertEquals(0, store().clearOld("unknown", Instant.MAX));
        assertEquals(List.of("c"), store().collections());
    }

    @Test
    void rule_4_3_aQueryGivesTheEntriesOfItsCollectionOnly_wholeAndNewestFirst() {
        Entry first = store().store("c", "a", doc("{\"n\":1,\"deep\":{\"x\":[1,null]}}"));
        Entry second = store().store("c", "b", doc("{\"n\":2}"));
        store().store("d", "c", doc("{\"n\":2}"));
        assertEquals(List.of(second, first), store().query(Query.of("c")).entries());
        assertEquals(Optional.of(second), store().first(Query.of("c")));
        try (Stream<Entry> stream = store().stream(Query.of("c"))) {
            assertEquals(List.of(second, first), stream.toList());
        }
        assertEquals(2, store().count(Query.of("c")));
    }

    @Test
    void rule_4_4_deleteSaysWhetherTheEntryWasThere_andWhatIsAbsentTakesNoRevision() {
        store().store("c", "k", DOC);
        assertTrue(store().delete("c", "k"));
        assertEquals(Optional.empty(), store().retrieve("c", "k"));
        assertEquals(List.of(), keys(Query.of("c")));
        assertFalse(store().delete("c", "k"));
        CommitResult nothing = store().commit(Commit.builder().delete("c", "k").build());
        assertEquals(0, nothing.revision());
        assertEquals(0, nothing.outcomes().get(0).affected());
        assertEquals(List.of(), store().collections());
    }

    @Test
    void rule_4_5_clearOldRemovesExactlyWhatIsStrictlyBeforeTheCutoff() {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            times.add(store().store("c", "k" + i, DOC).storedAt());
            clock.advance(Duration.ofNanos(1000));
        }
        store().store("other", "k", DOC);
        assertEquals(5, store().clearOld("c", times.get(5).plusNanos(999)));
        assertEquals(List.of("k9", "k8", "k7", "k6", "k5"), keys(Query.of("c")));
        assertEquals(0, store().clearOld("c", times.get(5)));
        assertEquals(0, store().clearOld("c", Instant.MIN));
        assertEquals(5, store().clearOld("c", Instant.MAX));
        assertEquals(List.of("other"), store().collections());
    }

    @Test
    void rule_4_5_clearOldKeepsAnEntryOneHourOld_alsoOverMidnight() {
        clock.set(Instant.parse("2026-10-01T23:59:00Z"));
        store().store("c", "k", DOC);
        assertEquals(0, store().clearOld("c", Instant.parse("2026-10-01T00:59:00Z")));
        assertEquals(0, store().clearOld("c", Instant.parse("2026-10-01T23:59:00Z")));
        assertEquals(1, store().clearOld("c", Instant.parse("2026-10-02T00:00:00Z")));
    }

    @Test
    void rule_4_5_clearOldRemovesMoreThanOneBatch() {
        int count = store().capabilities().limits().changes() == 1 ? 20 : 1300;
        List<CompletableFuture<CommitResult>> handedIn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            handedIn.add(
                    store().commitAsync(Commit.builder().put("c", "k" + i, DOC).build()));
        }
        handedIn.forEach(CompletableFuture::join);
        clock.advance(Duration.ofSeconds(1));
        store().store("c", "new", DOC);
        assertEquals(count, store().clearOld("c", clock.instant()));
        assertEquals(List.of("new"), keys(Query.of("c")));
    }

    @Test
    void rule_4_6_commitsThatOneThreadHandsInTakeEffectInTheirOrder() {
        List<CompletableFuture<CommitResult>> handedIn = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            handedIn.add(store().commitAsync(Commit.builder()
                    .put("c", "k", doc("{\"n\":" + i + "}"))
                    .build()));
        }
        store().store("c", "k", doc("{\"n\":200}"));
        assertEquals(doc("{\"n\":200}"), retrieved("c", "k"));
        long last = 0;
        for (CompletableFuture<CommitResult> future : handedIn) {
            long revision = future.join().revision();
            assertTrue(revision > last, "revisions follow the order of handing in");
            last = revision;
        }
    }

    @Test
    void rule_4_7_aQuerySeesOneMoment_alsoWhileItIsConsumed() {
        for (int i = 0; i < 500; i++) {
            store().store("c", "k" + i, doc("{\"n\":0}"));
        }
        try (Stream<Entry> stream = store().stream(Query.of("c"))) {
            Iterator<Entry> entries = stream.iterator();
            assertEquals("k499", entries.next().key());
            store().delete("c", "k3");
            store().store("c", "k5", doc("{\"n\":1}"));
            store().store("c", "new", DOC);
            store().clearOld("c", Instant.MIN);
            List<String> rest = new ArrayList<>();
            entries.forEachRemaining(entry -> {
                rest.add(entry.key());
                assertEquals(doc("{\"n\":0}"), entry.document());
            });
            assertEquals(499, rest.size());
            assertTrue(rest.contains("k3") && !rest.contains("new"));
        }
        assertEquals(500, store().count(Query.of("c")));
    }

    @Test
    void rule_4_7_whatWasReadDoesNotChangeWithTheCallersValues() {
        java.util.Map<String, Object> members = new java.util.HashMap<>(java.util.Map.of("a", 1));
        store().store("c", "k", dev.marcus.persistence.document.Document.of(members));
        members.put("a", 2);
        byte[] read = retrieved("c", "k").toUtf8();
        java.util.Arrays.fill(read, (byte) 0);
        assertEquals(doc("{\"a\":1}"), retrieved("c", "k"));
    }

    @Test
    void rule_4_1_storeReplacesTheWholeDocument() {
        store().store("c", "k", doc("{\"a\":1,\"o\":{\"x\":1}}"));
        store().store("c", "k", doc("{\"b\":2,\"o\":{\"y\":1}}"));
        assertEquals(doc("{\"b\":2,\"o\":{\"y\":1}}"), retrieved("c", "k"), "the second document alone");
        store().store("c", "k", doc("{}"));
        assertEquals(doc("{}"), retrieved("c", "k"), "an empty document is a document");
        assertEquals(List.of("k"), keys(Query.of("c")));
    }

    @Test
    void rule_4_1_whatWasNotThereIsFoundOnceItIs() {
        assertEquals(Optional.empty(), store().retrieve("c", "k"));
        Entry stored = store().store("c", "k", DOC);
        assertEquals(Optional.of(stored), store().retrieve("c", "k"), "retrieve after store");
        store().delete("c", "k");
        assertEquals(Optional.empty(), store().retrieve("c", "k"), "retrieve after delete");
        Entry again = store().store("c", "k", DOC);
        assertEquals(Optional.of(again), store().retrieve("c", "k"), "retrieve after the second store");
        assertTrue(again.revision() > stored.revision(), "a deleted entry's revision is not given again");
    }

    @Test
    void rule_4_3_aQueryNeverMixesCollections() {
        for (String name : List.of("c", "C", "c_", "c1", "cc", "c-1")) {
            store().store(name, "k", doc("{\"is\":\"" + name + "\"}"));
        }
        for (String name : List.of("c", "C", "c_", "c1", "cc", "c-1")) {
            List<Entry> entries = store().query(Query.of(name)).entries();
            assertEquals(1, entries.size(), "entries of '" + name + "'");
            assertEquals(doc("{\"is\":\"" + name + "\"}"), entries.get(0).document());
        }
        store().clearOld("c", Instant.MAX);
        assertEquals(List.of("C", "c-1", "c1", "c_", "cc"), store().collections(), "after 'c' was cleared");
    }

    @Test
    void rule_4_5_clearOldRemovesImportsByTheirOwnTime() {
        Instant now = clock.instant();
        store().commit(dev.marcus.persistence.store.Commit.builder()
                .putAt("c", "old", DOC, now.minus(Duration.ofDays(400)))
                .build());
        store().store("c", "now", DOC);
        store().commit(dev.marcus.persistence.store.Commit.builder()
                .putAt("c", "older", DOC, now.minus(Duration.ofDays(500)))
                .build());
        assertEquals(1, store().clearOld("c", now.minus(Duration.ofDays(450))), "entries older than 450 days");
        assertEquals(List.of("now", "old"), keys(Query.of("c")));
        assertEquals(1, store().clearOld("c", now), "entries older than now");
        assertEquals(List.of("now"), keys(Query.of("c")));
    }
}

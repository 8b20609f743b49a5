package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LifecycleRules extends Rules {
    LifecycleRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_6_3_closeMayBeCalledTwice_andEveryOperationAfterItSaysThatTheStoreIsClosed() {
        store().store("c", "k", DOC);
        store().close();
        store().close();
        List<Executable> operations = List.of(
                () -> store().store("c", "k", DOC),
                () -> store().retrieve("c", "k"),
                () -> store().query(Query.of("c")),
                () -> store().stream(Query.of("c")),
                () -> store().first(Query.of("c")),
                () -> store().count(Query.of("c")),
                () -> store().delete("c", "k"),
                () -> store().clearOld("c", clock.instant()),
                () -> store().commit(Commit.builder().build()),
                () -> store().commitAsync(Commit.builder().build()).join(),
                () -> store().collections(),
                () -> store().explain(Query.of("c")));
        for (Executable operation : operations) {
            refused(StoreClosedException.class, operation, "closed");
        }
    }

    @Test
    void rule_6_3_anOpenStreamFailsAfterClose_andClosingItThenIsNoError() {
        for (int i = 0; i < 100; i++) {
            store().store("c", "k" + i, DOC);
        }
        try (Stream<Entry> stream = store().stream(Query.of("c"))) {
            Iterator<Entry> entries = stream.iterator();
            entries.next();
            store().close();
            refused(StoreClosedException.class, () -> entries.forEachRemaining(entry -> {}), "closed");
        }
    }

    @Test
    void rule_6_3_closingFromInsideACallbackIsRefused_andTheStoreStaysOpen() {
        store().store("c", "k", DOC);
        refused(
                InvalidRequestException.class,
                () -> store().query(Query.of("c").where(Filter.matching(entry -> {
                    store().close();
                    return true;
                }))),
                "close");
        assertEquals(DOC, retrieved("c", "k"));
    }

    @Test
    @Requires("PROCESS")
    void rule_6_3_closeWaitsForWhatWasHandedIn() {
        List<CompletableFuture<CommitResult>> handedIn = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            handedIn.add(
                    store().commitAsync(Commit.builder().put("c", "k" + i, DOC).build()));
        }
        reopen();
        assertEquals(100, store().count(Query.of("c")));
        assertTrue(handedIn.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    @Requires("PROCESS")
    void rule_6_5_aReopenedStoreHoldsExactlyWhatWasCommitted() {
        for (int i = 0; i < 40; i++) {
            store().store("c" + i % 3, "k" + i, doc("{\"i\":" + i + ",\"t\":\"\\ud83e\\udd84\\u0000\"}"));
            clock.advance(Duration.ofNanos(700));
        }
        store().delete("c0", "k3");
        store().delete("c1", "k1");
        store().store("c2", "k2", DOC);
        store().store("emptied", "k", DOC);
        store().delete("emptied", "k");
        List<Entry> before = everything();
        reopen();
        assertEquals(before, everything());
        assertEquals(List.of("c0", "c1", "c2"), store().collections());
        reopen();
        assertEquals(before, everything());
    }

    private List<Entry> everything() {
        List<Entry> all = new ArrayList<>();
        for (String collection : store().collections()) {
            all.addAll(store().query(Query.of(collection)).entries());
        }
        return all;
    }

    @Test
    @Requires("PROCESS")
    void rule_6_5_revisionsGoOnAboveEveryOneEverGiven_alsoAfterDeletionAndReopening() {
        long highest = store().store("c", "k", DOC).revision();
        highest = Math.max(
                highest,
                store().commit(Commit.builder().delete("c", "k").build()).revision());
        reopen();
        long next = store().store("c", "k", DOC).revision();
        assertTrue(next > highest, next + " was given after " + highest);
        reopen();
        assertTrue(store().store("d", "k", DOC).revision() > next);
    }

    @Test
    @Requires("PROCESS")
    void rule_6_5_theStoreKeepsItsIdentity() {
        String id = store().description().storeId();
        assertFalse(id.isBlank());
        assertFalse(store().description().artifact().isBlank(), "the library that the backend comes from");
        reopen();
        assertEquals(id, store().description().storeId());
        try (Store other = open("another")) {
            assertFalse(other.description().storeId().equals(id), "another store has another identity");
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_6_4_aSecondOpeningKeepsTheRules_orIsRefusedAndNamesTheOwner() {
        store().store("c", "k", DOC);
        if (store().capabilities().has(Capability.MULTI_PROCESS)) {
            try (Store second = open("space")) {
                assertEquals(DOC, second.retrieve("c", "k").orElseThrow().document());
                long revision = second.store("c", "k2", DOC).revision();
                assertTrue(store().store("c", "k3", DOC).revision() > revision);
                assertEquals(List.of("k3", "k2", "k"), keys(Query.of("c")));
            }
        } else {
            refused(PersistenceException.class, () -> open("space"), "process");
            assertEquals(DOC, retrieved("c", "k"));
        }
    }
}

package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UniqueIndexRules extends Rules {
    private static final int THREADS = 6;
    private static final int ROUNDS = 12;

    UniqueIndexRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_aUniqueOneRefusesASecondEntry_andNamesBothKeys() {
        store().createIndex("c", Index.on("email").unique());
        store().store("c", "a", doc("{\"email\":\"x@y\"}"));
        ConflictException refused = refused(
                ConflictException.class,
                () -> store().store("c", "b", doc("{\"email\":\"x@y\"}")),
                "'a'",
                "'b'",
                "'email'");
        assertEquals(List.of(Conflict.notUnique("c", "b", "email", "a")), refused.conflicts());
        assertEquals(List.of("a"), keys(Query.of("c")));
        store().store("c", "a", doc("{\"email\":\"x@y\",\"again\":true}"));
        store().store("c", "b", doc("{\"email\":\"X@y\"}"));
        store().store("d", "b", doc("{\"email\":\"x@y\"}"));
        store().delete("c", "a");
        store().store("c", "c", doc("{\"email\":\"x@y\"}"));
        store().dropIndex("c", "email");
        store().store("c", "d", doc("{\"email\":\"x@y\"}"));
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_aUniqueOneComparesByValue_andHoldsNothingAgainstWhatIsNotThere() {
        store().createIndex("c", Index.on("n", "m").unique());
        store().store("c", "a", doc("{\"n\":1,\"m\":9007199254740993}"));
        for (String same : List.of("{\"n\":1.0,\"m\":9007199254740993}", "{\"n\":1e0,\"m\":9007199254740993.0}")) {
            refused(ConflictException.class, () -> store().store("c", "b", doc(same)), "'a'", "'b'");
        }
        store().store("c", "odd", doc("{\"n\\u0000\":7,\"n\":2,\"m\":2}"));
        refused(ConflictException.class, () -> store().store("c", "b", doc("{\"n\":2,\"m\":2}")), "'odd'", "'b'");
        int others = 0;
        for (String other : List.of(
                "{\"n\":1,\"m\":9007199254740993.5}",
                "{\"n\":1,\"m\":9007199254740992}",
                "{\"n\":true,\"m\":9007199254740993}",
                "{\"n\":\"1\",\"m\":9007199254740993}",
                "{\"n\":1,\"m\":0.1}",
                "{\"n\":1,\"m\":0.10000000000000000001}",
                "{\"n\":1}",
                "{\"n\":1}",
                "{\"n\":1,\"m\":null}",
                "{\"n\":1,\"m\":null}",
                "{\"n\":1,\"m\":[]}",
                "{\"n\":1,\"m\":[]}",
                "{}",
                "{}")) {
            store().store("c", "other" + others++, doc(other));
        }
        assertEquals(others + 2, store().count(Query.of("c")));
    }

    @Test
    @Requires({"INDEXES", "ATOMIC_COMMIT"})
    void rule_8_INDEXES_aUniqueOneLooksAtTheOutcomeOfACommit() {
        store().createIndex("c", Index.on("n").unique());
        store().store("c", "a", doc("{\"n\":1}"));
        store().store("c", "b", doc("{\"n\":2}"));
        store().commit(Commit.builder()
                .put("c", "a", doc("{\"n\":2}"))
                .put("c", "b", doc("{\"n\":1}"))
                .build());
        assertEquals(doc("{\"n\":2}"), retrieved("c", "a"), "two entries may change places");
        refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("d", "x", DOC)
                        .put("c", "x", doc("{\"n\":7}"))
                        .put("c", "y", doc("{\"n\":7}"))
                        .build()),
                "'x'",
                "'y'");
        assertEquals(Set.of("a", "b"), new TreeSet<>(keys(Query.of("c"))), "nothing of a refused commit is there");
        assertEquals(List.of(), keys(Query.of("d")), "nothing of a refused commit is there");
        store().commit(Commit.builder()
                .delete("c", "a")
                .put("c", "c", doc("{\"n\":2}"))
                .build());
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_aUniqueOneIsNotMadeOverDuplicates() {
        store().store("c", "a", doc("{\"n\":1}"));
        store().store("c", "x", doc("{\"n\":3}"));
        store().store("c", "b", doc("{\"n\":1.0}"));
        refused(
                ConflictException.class,
                () -> store().createIndex("c", Index.on("n").unique()),
                "'a'",
                "'b'",
                "'n'");
        assertEquals(List.of(), store().indexes("c"));
        store().store("c", "c", doc("{\"n\":1}"));
        store().delete("c", "a");
        store().delete("c", "c");
        assertTrue(store().createIndex("c", Index.on("n").unique()));
    }

    @Test
    @Requires("INDEXES")
    void rule_8_INDEXES_ofThreadsThatStoreTheSameValueOneWins() throws InterruptedException {
        store().createIndex("c", Index.on("n").unique());
        AtomicInteger won = new AtomicInteger();
        List<Callable<Void>> writers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String thread = "t" + t;
            writers.add(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    try {
                        store().store("c", thread + "_" + i, Document.of(Map.of("n", i)));
                        won.incrementAndGet();
                    } catch (ConflictException e) {
                        assertEquals("n", e.conflicts().get(0).index(), "the index that refused");
                    }
                }
                return null;
            });
        }
        ConcurrencyRules.together(writers);
        assertEquals(ROUNDS, won.get(), "for each value one thread wins");
        assertEquals(ROUNDS, store().count(Query.of("c")), "what was refused is not there");
    }
}

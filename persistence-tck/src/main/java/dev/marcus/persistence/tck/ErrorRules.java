package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ErrorRules extends Rules {
    ErrorRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Commit refusedCommit() {
        return Commit.builder()
                .put("c", "k", doc("{\"n\":2}"))
                .requireAbsent("c", "k")
                .build();
    }

    @Test
    void rule_7_1_aWriteThatFailsSaysSo_andItsTypeTellsWhatToDo() {
        store().store("c", "k", DOC);
        refused(InvalidRequestException.class, () -> store().store("", "k", DOC));
        refused(ConflictException.class, () -> store().commit(refusedCommit()));
        CompletionException later = assertThrows(
                CompletionException.class,
                () -> store().commitAsync(refusedCommit()).join());
        assertTrue(later.getCause() instanceof ConflictException, "commitAsync ended with " + later.getCause());
        assertEquals(DOC, retrieved("c", "k"), "what a refused write left");
    }

    @Test
    void rule_7_1_anExceptionOfTheCallersOwnCodeComesOutAsItIs() {
        store().store("c", "k", DOC);
        RuntimeException own = new IllegalStateException("of the caller");
        Query failing = Query.of("c").where(Filter.matching(entry -> {
            throw own;
        }));
        assertSame(own, assertThrows(RuntimeException.class, () -> store().query(failing)));
        assertSame(own, assertThrows(RuntimeException.class, () -> store().count(failing)));
        assertEquals(DOC, retrieved("c", "k"), "the store goes on");
    }

    @Test
    void rule_7_2_aMessageNamesCollectionAndKey_andNeverHoldsADocumentsContent() {
        String secret = "hunter2";
        Document document = Document.of(Map.of("password", secret));
        Entry entry = store().store("c", "k", document);
        ConflictException conflict = refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "k", document)
                        .requireAbsent("c", "k")
                        .build()),
                "'c'",
                "'k'",
                "read again");
        assertFalse(String.valueOf(conflict.getMessage()).contains(secret), "the conflict tells the document");
        assertFalse(
                entry.toString().contains(secret) || document.toString().contains(secret),
                "an entry or document tells its content as text");
        InvalidRequestException invalid = refused(
                InvalidRequestException.class,
                () -> store().store(
                                "c", "k", Document.parse("{\"password\":\"" + secret + "\",\"x\":" + secret + "}")));
        assertFalse(String.valueOf(invalid.getMessage()).contains(secret), "the refusal tells the document");
    }

    @Test
    void rule_7_4_aWriteThatWasNotAppliedChangedNothing_andTheStoreIsUsable() {
        Entry before = store().store("c", "k", DOC);
        List<Commit> refused = List.of(
                refusedCommit(),
                Commit.builder()
                        .delete("c", "k")
                        .requireRevision("c", "k", before.revision() + 1000)
                        .build(),
                Commit.builder()
                        .put("c", "new", DOC)
                        .requireUnchanged("c", before.revision() - 1)
                        .build());
        for (Commit commit : refused) {
            refused(PersistenceException.class, () -> store().commit(commit));
            assertEquals(
                    List.of(before), store().query(Query.of("c")).entries(), "what a commit left that was not applied");
        }
        assertTrue(store().store("c", "k", DOC).revision() > before.revision(), "the store is usable afterwards");
    }
}

package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitRules extends Rules {
    CommitRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_4_6_aCommitAppliesAllItsChanges_eachWithAHigherRevision() {
        long before = store().store("a", "gone", DOC).revision();
        CommitResult result = store().commit(Commit.builder()
                .put("a", "1", DOC)
                .delete("a", "gone")
                .put("b", "2", DOC)
                .build());
        long last = before;
        for (CommitResult.Outcome outcome : result.outcomes()) {
            assertEquals(1, outcome.affected());
            assertTrue(outcome.revision() > last);
            last = outcome.revision();
        }
        assertEquals(last, result.revision());
        assertEquals(result.outcomes().get(2).entry(), store().retrieve("b", "2"));
        assertEquals(DOC, retrieved("b", "2"), "the last change of the commit");
        assertEquals(List.of("1"), keys(Query.of("a")));
    }

    @Test
    void rule_4_6_preconditionsThatHoldLetTheCommitThrough() {
        Entry seen = store().store("c", "k", DOC);
        Entry next = store().commit(Commit.builder()
                        .put("c", "k", doc("{\"n\":2}"))
                        .requireRevision("c", "k", seen.revision())
                        .build())
                .outcomes()
                .get(0)
                .entry()
                .orElseThrow();
        assertEquals(Optional.of(next), store().retrieve("c", "k"));
        store().commit(Commit.builder()
                .put("c", "new", DOC)
                .requireAbsent("c", "new")
                .build());
        long latest = store().retrieve("c", "new").orElseThrow().revision();
        store().commit(Commit.builder()
                .put("c", "x", DOC)
                .requireUnchanged("c", latest)
                .build());
        assertEquals(List.of("x", "new", "k"), keys(Query.of("c")));
    }

    @Test
    void rule_4_6_aConflictChangesNothing_andNamesExpectedAndFound() {
        Entry old = store().store("c", "k", DOC);
        Entry now = store().store("c", "k", doc("{\"n\":2}"));
        ConflictException stale = refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "k", doc("{\"n\":3}"))
                        .requireRevision("c", "k", old.revision())
                        .build()),
                "'c'",
                "'k'",
                String.valueOf(old.revision()),
                String.valueOf(now.revision()));
        assertEquals(List.of(new Conflict("c", "k", old.revision(), now.revision())), stale.conflicts());
        ConflictException present = refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "k", DOC)
                        .requireAbsent("c", "k")
                        .build()));
        assertEquals(List.of(new Conflict("c", "k", 0, now.revision())), present.conflicts());
        ConflictException absent = refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .delete("c", "no")
                        .requireRevision("c", "no", 7)
                        .build()));
        assertEquals(List.of(new Conflict("c", "no", 7, 0)), absent.conflicts());
        assertEquals(Optional.of(now), store().retrieve("c", "k"));
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_4_6_ifOnePreconditionFailsNoChangeIsApplied_andEachThatFailsIsNamed() {
        Entry first = store().store("a", "1", DOC);
        ConflictException conflict = refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("a", "2", DOC)
                        .delete("a", "1")
                        .change(new Change.DeleteOlderThan("a", java.time.Instant.MAX, 10))
                        .requireAbsent("a", "1")
                        .requireRevision("b", "9", 3)
                        .build()));
        assertEquals(2, conflict.conflicts().size());
        assertEquals(List.of(first), store().query(Query.of("a")).entries());
    }

    @Test
    void rule_4_6_collectionUnchangedCountsStoresAndDeletions() {
        long since = store().store("c", "k", DOC).revision();
        store().store("other", "k", DOC);
        store().commit(Commit.builder()
                .put("c", "k2", DOC)
                .requireUnchanged("c", since)
                .build());
        long later = store().retrieve("c", "k2").orElseThrow().revision();
        store().delete("c", "k2");
        refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "k3", DOC)
                        .requireUnchanged("c", later)
                        .build()),
                "'c'");
        assertEquals(List.of("k"), keys(Query.of("c")));
    }

    @Test
    @Requires("PROCESS")
    void rule_4_6_collectionUnchangedCountsDeletions_alsoOverReopening() {
        store().store("c", "k", DOC);
        long before = store().store("c", "k2", DOC).revision();
        store().store("quiet", "k", DOC);
        long quiet = store().retrieve("quiet", "k").orElseThrow().revision();
        store().delete("c", "k2");
        reopen();
        refused(
                ConflictException.class,
                () -> store().commit(Commit.builder()
                        .put("c", "x", DOC)
                        .requireUnchanged("c", before)
                        .build()));
        store().commit(Commit.builder()
                .put("c", "x", DOC)
                .requireUnchanged("quiet", quiet)
                .build());
    }

    @Test
    void rule_4_6_aCommitWithoutChangesTakesNoRevision_butItsPreconditionsAreChecked() {
        Entry entry = store().store("c", "k", DOC);
        assertEquals(
                0,
                store().commit(Commit.builder()
                                .requireRevision("c", "k", entry.revision())
                                .build())
                        .revision());
        refused(
                ConflictException.class,
                () -> store().commit(Commit.builder().requireAbsent("c", "k").build()));
    }

    @Test
    void rule_4_6_aKeyIsNamedByOneChangeOnly() {
        refused(
                InvalidRequestException.class,
                () -> Commit.builder().put("c", "k", DOC).delete("c", "k"),
                "'c'",
                "'k'");
        Commit.builder().put("c", "k", DOC).put("d", "k", DOC).build();
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_4_6_changesTakeEffectInTheirOrder_alsoARetentionBehindAPut() {
        store().store("c", "old", DOC);
        clock.advance(Duration.ofSeconds(1));
        CommitResult result = store().commit(Commit.builder()
                .putAt("c", "imported", DOC, clock.instant().minusSeconds(60))
                .put("c", "new", DOC)
                .change(new Change.DeleteOlderThan("c", clock.instant(), 10))
                .build());
        assertEquals(2, result.outcomes().get(2).affected());
        assertEquals(List.of("new"), keys(Query.of("c")));
    }

    @Test
    void rule_4_6_aRetentionTakesTheOldestFirst_andNoMoreThanItsLimit() {
        int limit = store().capabilities().has(Capability.ATOMIC_COMMIT) ? 3 : 1;
        for (int i = 0; i < 6; i++) {
            store().store("c", "k" + i, DOC);
        }
        CommitResult result = store().commit(Commit.of(
                new Change.DeleteOlderThan("c", clock.instant().plusSeconds(1), limit)));
        assertEquals(limit, result.outcomes().get(0).affected());
        assertTrue(result.revision() > 0);
        assertEquals(List.of("k5", "k4", "k3", "k2", "k1", "k0").subList(0, 6 - limit), keys(Query.of("c")));
    }
}

package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedRules extends Rules {
    private static final int ALL = Integer.MAX_VALUE;
    /** A backend may drop few tombstones a commit, but has to get on with it. */
    private static final int ENOUGH_COMMITS = 200;

    FeedRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private long put(String collection, String key, int n) {
        return store().store(collection, key, doc("{\"n\":" + n + "}")).revision();
    }

    /** Returns what was told, as text: {@code c/a=1} for what is there, {@code c/a gone} for what is not. */
    private static List<String> texts(ChangeBatch batch) {
        return batch.changes().stream()
                .map(change -> change.collection() + "/" + change.key()
                        + change.entry()
                                .map(entry -> "=" + entry.document().get("n").orElse("?"))
                                .orElse(" gone"))
                .toList();
    }

    private List<String> after(long revision) {
        return texts(store().changes(revision, ALL));
    }

    @Test
    @RequiresAbsent("CHANGE_FEED")
    void rule_8_CHANGE_FEED_withoutItAskingIsRefused_andNothingIsHarmed() {
        store().store("c", "k", DOC);
        for (long after : new long[] {0, 1, 1000}) {
            refused(UnsupportedException.class, () -> store().changes(after, 10), "changes", "CHANGE_FEED");
        }
        assertEquals(DOC, retrieved("c", "k"));
        store().store("c", "k2", DOC);
    }

    @Test
    void rule_8_CHANGE_FEED_whatIsDeclaredIsAnExtension_andTheOtherWayRound() {
        assertEquals(
                store().capabilities().has(Capability.CHANGE_FEED),
                store().extension(ChangeFeed.class).isPresent(),
                "whether there is a ChangeFeed (expected: as declared)");
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_everyKeyThatChangedComesOnce_withItsLatestChange_inOrder() {
        long first = put("c", "a", 1);
        put("c", "b", 1);
        put("d", "a", 1);
        long before = put("c", "never again", 1);
        put("c", "b", 2);
        put("d", "b", 1);
        store().delete("c", "a");
        put("c", "b", 3);
        assertEquals(List.of("d/b=1", "c/a gone", "c/b=3"), after(before));
        assertEquals(List.of("d/a=1", "c/never again=1", "d/b=1", "c/a gone", "c/b=3"), after(first));
        List<ChangedEntry> changes = store().changes(first, ALL).changes();
        for (ChangedEntry change : changes) {
            assertEquals(
                    store().retrieve(change.collection(), change.key()), change.entry(), "the entry that was told");
        }
        assertEquals(List.of(), after(store().lastRevision()));
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_afterNothingComesEverythingThatIsThere_withoutDeletions() {
        assertEquals(new ChangeBatch(List.of(), 0, false), store().changes(0, 10), "the feed of a new store");
        put("c", "a", 1);
        put("c", "b", 1);
        put("d", "a", 1);
        put("c", "a", 2);
        store().delete("c", "b");
        assertEquals(List.of("d/a=1", "c/a=2"), after(0));
        assertEquals(store().lastRevision(), store().changes(0, ALL).reached(), "what is reached behind a deletion");
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_anImportComesByItsRevision_notByItsTime() {
        long before = put("c", "a", 1);
        store().commit(Commit.builder()
                .putAt("c", "old", doc("{\"n\":2}"), clock.instant().minus(Duration.ofDays(400)))
                .build());
        store().commit(Commit.builder()
                .putAt("c", "future", doc("{\"n\":3}"), clock.instant().plus(Duration.ofDays(400)))
                .build());
        put("c", "b", 4);
        assertEquals(List.of("c/old=2", "c/future=3", "c/b=4"), after(before));
    }

    @Test
    @Requires({"CHANGE_FEED", "ATOMIC_COMMIT"})
    void rule_8_CHANGE_FEED_aCommitOverSeveralCollectionsComesWhole_inTheOrderOfItsChanges() {
        put("c", "a", 1);
        long before = put("d", "a", 1);
        store().commit(Commit.builder()
                .put("e", "x", doc("{\"n\":1}"))
                .delete("c", "a")
                .put("d", "a", doc("{\"n\":2}"))
                .put("c", "b", doc("{\"n\":3}"))
                .delete("c", "absent")
                .build());
        assertEquals(List.of("e/x=1", "c/a gone", "d/a=2", "c/b=3"), after(before));
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_everyEntryThatARetentionRemovesIsTold() {
        for (int i = 0; i < 20; i++) {
            put("c", "k" + i, i);
            put("d", "k" + i, i);
            clock.advance(Duration.ofMinutes(1));
        }
        Follower follower = new Follower();
        follower.catchUp(store(), ALL);
        assertEquals(15, store().clearOld("c", clock.instant().minus(Duration.ofMinutes(5))));
        List<ChangedEntry> told = store().changes(follower.reached(), ALL).changes();
        assertEquals(15, told.stream().filter(ChangedEntry::isDeletion).count(), () -> "deletions in " + told);
        follower.catchUp(store(), 4);
        follower.assertHoldsAllOf(store());
    }

    @Test
    @Requires({"CHANGE_FEED", "INDEXES"})
    void rule_8_CHANGE_FEED_collectionsOfTheFrameworkAreInItToo() {
        long before = put("c", "a", 1);
        store().createIndex("c", Index.on("n"));
        assertEquals(
                List.of(Index.COLLECTION),
                store().changes(before, ALL).changes().stream()
                        .map(ChangedEntry::collection)
                        .toList());
        store().dropIndex("c", "n");
        assertTrue(store().changes(before, ALL).changes().get(0).isDeletion(), "the definition of an index dropped");
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_aBatchHoldsNoMoreThanAsked_saysWhetherThereIsMore_andIsGoneOnFrom() {
        put("c", "first", 0);
        for (int i = 0; i < 24; i++) {
            put("c" + i % 3, "k" + i % 8, i);
            if (i % 5 == 0) {
                store().delete("c" + (i + 1) % 3, "k" + (i + 1) % 8);
            }
        }
        for (long begin : new long[] {0, 1}) {
            List<String> all = after(begin);
            for (int limit = 1; limit <= all.size() + 1; limit++) {
                List<String> told = new ArrayList<>();
                ChangeBatch batch = store().changes(begin, limit);
                told.addAll(texts(batch));
                while (batch.more()) {
                    assertEquals(limit, batch.changes().size(), "changes in a batch that says there are more");
                    batch = store().changes(batch.reached(), limit);
                    told.addAll(texts(batch));
                }
                assertEquals(all, told, "all batches of " + limit + " after " + begin);
                assertEquals(store().lastRevision(), batch.reached(), "what the last batch of " + limit + " reached");
                assertEquals(
                        new ChangeBatch(List.of(), batch.reached(), false),
                        store().changes(batch.reached(), limit),
                        "asking again where nothing changed");
            }
            assertFalse(store().changes(begin, all.size()).more(), "more behind a batch that holds all");
        }
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_aKeyThatIsStoredAgainHasOneChange() {
        long before = put("c", "a", 1);
        put("c", "b", 1);
        store().delete("c", "a");
        store().delete("c", "b");
        put("c", "a", 2);
        put("d", "b", 1);
        assertEquals(List.of("c/b gone", "c/a=2", "d/b=1"), after(before));
        store().delete("c", "a");
        assertEquals(List.of("c/b gone", "d/b=1", "c/a gone"), after(before));
        put("c", "b", 3);
        assertEquals(List.of("d/b=1", "c/a gone", "c/b=3"), after(before));
    }

    @Test
    @Requires({"CHANGE_FEED", "PROCESS"})
    void rule_8_CHANGE_FEED_goesOnWhereItWas_afterReopening() {
        Follower follower = new Follower();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 6; i++) {
                put("c", "k" + i, round);
                put("d", "k" + round + i, i);
            }
            store().delete("c", "k" + round);
            store().delete("d", "k" + round + 1);
            List<String> before = after(1);
            reopen();
            assertEquals(before, after(1), "what is told after reopening");
            follower.catchUp(store(), 5);
            follower.assertHoldsAllOf(store());
            store().delete("c", "k" + (round + 1));
        }
        reopen();
        follower.catchUp(store(), 5);
        follower.assertHoldsAllOf(store());
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_aRevisionThatTheStoreNeverGaveIsRefused() {
        ChangesExpiredException refused =
                refused(ChangesExpiredException.class, () -> store().changes(1, 10), "revision 1", "expected");
        assertEquals(1, refused.after());
        assertEquals(0, refused.oldest());
        long last = put("c", "a", 1);
        refused(ChangesExpiredException.class, () -> store().changes(last + 1, 10), "revision " + (last + 1));
        refused(ChangesExpiredException.class, () -> store().changes(Long.MAX_VALUE, 10), "revision " + last);
        assertEquals(List.of("c/a=1"), after(0));
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_whatCannotBeAskedIsRefused_alsoOfAClosedStore() {
        put("c", "a", 1);
        refused(InvalidRequestException.class, () -> store().changes(-1, 10), "-1", "expected");
        refused(InvalidRequestException.class, () -> store().changes(0, 0), "limit 0", "expected");
        refused(InvalidRequestException.class, () -> store().changes(0, -3), "limit -3", "expected");
        Store closed = open("other");
        closed.close();
        refused(StoreClosedException.class, () -> closed.changes(0, 10));
        refused(StoreClosedException.class, closed::lastRevision);
    }

    private Store keepingForAnHour(String space) {
        String url = url(space);
        return Stores.builder()
                .url(url + (url.contains("?") ? "&" : "?") + "tombstones=1h")
                .clock(clock)
                .open();
    }

    private static Document number(int n) {
        return doc("{\"n\":" + n + "}");
    }

    /** Commits until the deletion behind this revision is not told any more, and returns what is said then. */
    private static ChangesExpiredException expired(Store store, long after) {
        for (int i = 0; i < ENOUGH_COMMITS; i++) {
            store.store("c", "other", number(i));
            try {
                store.changes(after, ALL);
            } catch (ChangesExpiredException e) {
                return e;
            }
        }
        throw new AssertionError("a deletion older than the setting 'tombstones' is told after " + ENOUGH_COMMITS
                + " more commits (expected: it is dropped, and who might miss it is told so)");
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_deletionsAreKeptForTheSetTime_andThenWhoMightMissOneIsToldSo() {
        try (Store kept = keepingForAnHour("kept")) {
            long before = kept.store("c", "a", DOC).revision();
            Entry b = kept.store("c", "b", number(2));
            kept.delete("c", "a");
            long gone = kept.lastRevision();
            clock.advance(Duration.ofMinutes(59));
            for (int i = 0; i < ENOUGH_COMMITS; i++) {
                kept.store("c", "other", number(i));
            }
            assertEquals(
                    List.of("c/b=2", "c/a gone", "c/other=" + (ENOUGH_COMMITS - 1)),
                    texts(kept.changes(before, ALL)),
                    "what is told before an hour has passed");
            clock.advance(Duration.ofMinutes(2));
            ChangesExpiredException expired = expired(kept, before);
            assertEquals(before, expired.after());
            assertEquals(gone, expired.oldest(), "the revision from which on nothing is missing");
            assertTrue(String.valueOf(expired.getMessage()).contains("revision " + before), expired::getMessage);
            assertEquals(
                    List.of("c/other"),
                    kept.changes(gone, ALL).changes().stream()
                            .map(change -> change.collection() + "/" + change.key())
                            .toList());
            assertEquals(
                    List.of(b.revision(), kept.lastRevision()),
                    kept.changes(0, ALL).changes().stream()
                            .map(ChangedEntry::revision)
                            .toList(),
                    "what is told from the beginning");
        }
    }

    @Test
    @Requires({"CHANGE_FEED", "PROCESS"})
    void rule_8_CHANGE_FEED_whatIsNotToldAnyMore_isNotToldAfterReopeningEither() {
        long before;
        long last;
        try (Store kept = keepingForAnHour("kept")) {
            before = kept.store("c", "a", DOC).revision();
            kept.store("c", "b", DOC);
            kept.delete("c", "a");
            clock.advance(Duration.ofHours(2));
            expired(kept, before);
            kept.delete("c", "b");
            last = kept.lastRevision();
        }
        try (Store kept = keepingForAnHour("kept")) {
            refused(ChangesExpiredException.class, () -> kept.changes(before, ALL), "revision " + before);
            assertEquals(List.of("c/b gone"), texts(kept.changes(last - 1, ALL)));
            assertEquals(1, kept.changes(0, ALL).changes().size());
        }
    }
}

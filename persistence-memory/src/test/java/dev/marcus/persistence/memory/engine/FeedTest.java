package dev.marcus.persistence.memory.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The feed of a store against a map by revision, over random changes; what was read before stays as it was. */
class FeedTest {
    private static final int CHANGES = 20_000 * Integer.getInteger("persistence.tck.scale", 1);
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

    private static Entry entry(String collection, String key, long revision) {
        return Entry.of(collection, key, Document.empty(), START, revision);
    }

    private static Tombstone tombstone(String collection, String key, long revision) {
        return new Tombstone(collection, key, revision, START.plusSeconds(revision));
    }

    /** What the feed has to tell: the latest change of each key, by revision. */
    private static final class Told {
        private final TreeMap<Long, ChangedEntry> byRevision = new TreeMap<>();
        private final Map<List<String>, Long> revisions = new HashMap<>();

        private void tell(ChangedEntry change) {
            Long before = revisions.put(List.of(change.collection(), change.key()), change.revision());
            if (before != null) {
                byRevision.remove(before);
            }
            byRevision.put(change.revision(), change);
        }

        private List<ChangedEntry> after(long revision) {
            return byRevision.tailMap(revision, false).values().stream()
                    .filter(change -> revision > 0 || !change.isDeletion())
                    .toList();
        }
    }

    private static void assertTells(StoreState state, long after, List<ChangedEntry> expected, int limit) {
        ChangeBatch batch = state.changes(after, limit);
        int fit = Math.min(limit, expected.size());
        boolean more = limit < expected.size();
        assertThat(batch.changes()).isEqualTo(expected.subList(0, fit));
        assertThat(batch.more()).isEqualTo(more);
        assertThat(batch.reached()).isEqualTo(more ? expected.get(fit - 1).revision() : state.revision());
    }

    @Test
    void changes_atRandom_areThoseOfTheModel() {
        Random random = new Random(1);
        Told told = new Told();
        StoreState state = StoreState.EMPTY;
        StoreState unread = StoreState.UNREAD;
        Edit reading = new Edit();
        for (long revision = 1; revision <= CHANGES; revision++) {
            String collection = "c" + random.nextInt(3);
            String key = "k" + random.nextInt(400);
            boolean delete =
                    random.nextInt(3) == 0 && state.collection(collection).get(key) != null;
            Edit edit = new Edit();
            if (delete) {
                told.tell(ChangedEntry.deleted(collection, key, revision));
                state = state.with(tombstone(collection, key, revision), edit);
                unread = unread.with(tombstone(collection, key, revision), reading);
            } else {
                told.tell(ChangedEntry.of(entry(collection, key, revision)));
                state = state.with(entry(collection, key, revision), edit);
                unread = unread.with(entry(collection, key, revision), reading);
            }
            if (revision % 500 == 0) {
                long after = random.nextInt(4) == 0 ? 0 : random.nextInt((int) revision + 1);
                assertTells(state, after, told.after(after), 1 + random.nextInt(300));
            }
        }
        for (long after : new long[] {0, 1, CHANGES / 2, CHANGES - 1, CHANGES}) {
            assertTells(state, after, told.after(after), Integer.MAX_VALUE);
            assertTells(unread.complete(), after, told.after(after), Integer.MAX_VALUE);
        }
    }

    @Test
    void changes_ofAStateThatWasReadBefore_stayAsTheyWere() {
        StoreState before = StoreState.EMPTY
                .with(entry("c", "a", 1), new Edit())
                .with(entry("c", "b", 2), new Edit())
                .with(tombstone("c", "a", 3), new Edit());
        List<ChangedEntry> told = before.changes(1, 10).changes();
        before.with(entry("c", "a", 4), new Edit());
        before.with(tombstone("c", "b", 4), new Edit());
        before.since(3);
        assertThat(before.changes(1, 10).changes()).isEqualTo(told).hasSize(2);
    }

    @Test
    void forgetting_dropsTheOldestAndAtMostSoMany_andSaysFromWhereOnNothingIsMissing() {
        StoreState state = StoreState.EMPTY;
        for (int i = 1; i <= 10; i++) {
            state = state.with(entry("c", "k" + i, i), new Edit());
        }
        for (int i = 1; i <= 10; i++) {
            state = state.with(tombstone("c", "k" + i, 10 + i), new Edit());
        }
        Instant now = START.plusSeconds(25);
        StoreState some = state.forgetting(now, Duration.ofSeconds(10), 3);
        assertThat(some.horizon()).isEqualTo(13);
        StoreState all = some.forgetting(now, Duration.ofSeconds(10), 100);
        assertThat(all.horizon()).isEqualTo(14); // the one at 15 is exactly as old as is kept
        assertThat(all.changes(14, 100).changes()).hasSize(6);
        assertThat(all.changes(0, 100).changes()).isEmpty();
        assertThatThrownBy(() -> all.changes(13, 100))
                .isInstanceOfSatisfying(ChangesExpiredException.class, expired -> {
                    assertThat(expired.after()).isEqualTo(13);
                    assertThat(expired.oldest()).isEqualTo(14);
                });
        StoreState again = all.with(entry("c", "k1", 21), new Edit()).with(tombstone("c", "k1", 22), new Edit());
        assertThat(again.changes(20, 100).changes()).containsExactly(ChangedEntry.deleted("c", "k1", 22));
    }

    @Test
    void complete_whereTwoEntriesClaimARevision_givesOneOfThemAnother() {
        StoreState state = StoreState.UNREAD
                .with("c", List.of(entry("c", "a", 1), entry("c", "b", 2)), new Edit())
                .with("d", List.of(entry("d", "a", 2), entry("d", "b", 1)), new Edit())
                .complete();
        List<Long> revisions = new ArrayList<>();
        state.changes(0, 10).changes().forEach(change -> revisions.add(change.revision()));
        assertThat(revisions).containsExactly(1L, 2L, 3L, 4L);
        assertThat(state.revision()).isEqualTo(4);
        assertThat(state.collection("c").get("a")).isEqualTo(entry("c", "a", 1));
    }

    @Test
    void anEntryThatWasReplaced_isNotHeldByTheStateThatReplacedIt() {
        StoreState state = StoreState.EMPTY.with(entry("c", "k", 1), new Edit());
        WeakReference<Entry> first = new WeakReference<>(state.collection("c").get("k"));
        for (int i = 2; i < 100; i++) {
            state = state.with(entry("c", "k", i), new Edit());
        }
        for (int attempt = 0; attempt < 1000 && first.get() != null; attempt++) {
            System.gc();
        }
        assertThat(first.get()).as("an entry replaced 98 times since").isNull();
        assertThat(state.revision()).isEqualTo(99);
    }
}

package dev.marcus.persistence.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check finds what breaks the order of revisions, and nothing else. */
class CommitHistoryTest {
    private final CommitHistory history = new CommitHistory();

    private static Entry entry(String key, long revision) {
        return Entry.of("c", key, Document.of(Map.of("n", revision)), Entry.MIN_STORED_AT, revision);
    }

    private static CommitResult stored(Entry... entries) {
        List<CommitResult.Outcome> outcomes = new ArrayList<>();
        Arrays.asList(entries).forEach(entry -> outcomes.add(new CommitResult.Outcome(1, entry.revision(), entry)));
        return new CommitResult(outcomes);
    }

    /** Adds a commit that put one key. */
    private void put(String key, long revision, long from, long to) {
        history.committed(
                from,
                to,
                Commit.builder()
                        .put("c", key, Document.of(Map.of("n", revision)))
                        .build(),
                stored(entry(key, revision)));
    }

    private void rejected(String why) {
        assertThat(history.violation())
                .hasValueSatisfying(text -> assertThat(text).contains(why));
    }

    private static Commit.Builder putBoth(long n) {
        Document document = Document.of(Map.of("n", n));
        return Commit.builder().put("c", "x", document).put("c", "y", document);
    }

    @Test
    void aQuietHistory() {
        put("x", 1, 0, 1);
        put("y", 2, 2, 3);
        history.seen(4, 5, "c", List.of(entry("x", 1), entry("y", 2)));
        history.refused(6, 7, Commit.builder().requireAbsent("c", "x").build(), List.of(new Conflict("c", "x", 0, 1)));
        assertThat(history.violation()).isEmpty();
    }

    @Test
    void aTornCommitSeenByAQuery() {
        history.committed(
                0,
                10,
                putBoth(1).build(),
                stored(entry("x", 1), Entry.of("c", "y", Document.of(Map.of("n", 1)), Entry.MIN_STORED_AT, 2)));
        history.seen(3, 4, "c", List.of(entry("x", 1)));
        rejected("saw {x=1}");
    }

    @Test
    void aQueryThatMissesWhatWasAcknowledged() {
        put("x", 1, 0, 1);
        history.seen(2, 3, "c", List.of());
        rejected("saw {}");
    }

    @Test
    void aQueryThatSeesWhatWasHandedInLater() {
        history.seen(0, 1, "c", List.of(entry("x", 1)));
        put("x", 1, 2, 3);
        rejected("saw {x=1}");
    }

    @Test
    void queriesThatGoBack() {
        put("x", 1, 0, 20);
        history.seen(2, 3, "c", List.of(entry("x", 1)));
        history.seen(4, 5, "c", List.of());
        rejected("saw {}");
    }

    @Test
    void writeSkew() {
        put("x", 1, 0, 1);
        put("y", 2, 2, 3);
        history.committed(
                4,
                9,
                Commit.builder()
                        .put("c", "x", Document.empty())
                        .requireRevision("c", "y", 2)
                        .build(),
                stored(entry("x", 3)));
        history.committed(
                4,
                9,
                Commit.builder()
                        .put("c", "y", Document.empty())
                        .requireRevision("c", "x", 1)
                        .build(),
                stored(entry("y", 4)));
        rejected("preconditions did not hold");
    }

    @Test
    void aPhantomPastUnchanged() {
        put("x", 1, 0, 1);
        put("y", 2, 2, 3);
        history.committed(
                4,
                5,
                Commit.builder()
                        .put("c", "z", Document.empty())
                        .requireUnchanged("c", 1)
                        .build(),
                stored(entry("z", 3)));
        rejected("preconditions did not hold");
    }

    @Test
    void aRevisionGivenTwice() {
        put("x", 1, 0, 9);
        put("y", 1, 0, 9);
        rejected("given twice");
    }

    @Test
    void anOrderAgainstTheClock() {
        put("x", 2, 0, 1);
        put("y", 1, 2, 3);
        rejected("was called after one with a higher revision had returned");
    }

    @Test
    void aRefusalForNoReason() {
        put("x", 1, 0, 1);
        history.refused(
                2, 3, Commit.builder().requireRevision("c", "x", 1).build(), List.of(new Conflict("c", "x", 1, 0)));
        rejected("at no moment");
    }

    @Test
    void anEntryThatHoldsSomethingElse() {
        put("x", 1, 0, 1);
        history.seen(2, 3, "c", List.of(Entry.of("c", "x", Document.empty(), Entry.MIN_STORED_AT, 1)));
        rejected("not what was stored at that revision");
    }

    @Test
    void aDeletionToldWrong() {
        put("x", 1, 0, 1);
        history.committed(
                2,
                3,
                Commit.builder()
                        .delete("c", "x")
                        .put("c", "y", Document.empty())
                        .build(),
                new CommitResult(
                        List.of(new CommitResult.Outcome(0, 0, null), new CommitResult.Outcome(1, 2, entry("y", 2)))));
        rejected("there to delete");
    }
}

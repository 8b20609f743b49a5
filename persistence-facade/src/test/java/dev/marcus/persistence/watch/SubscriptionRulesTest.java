package dev.marcus.persistence.watch;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.UnreadableEntryException;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Reactive Streams asks of a publisher, and what a watch says of its end. */
class SubscriptionRulesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-10-01T12:00:00Z"));
    private final Persistence persistence =
            Persistence.builder().url("memory:?tombstones=1d").clock(now::get).open();

    record Note(String text) {}

    @AfterEach
    void close() {
        persistence.close();
    }

    private void store(String key) {
        persistence.store("notes", key, new Note(key));
    }

    private Recorder<Note> watch(Recorder<Note> recorder) {
        persistence.collection("notes", Note.class).watch().subscribe(recorder);
        return recorder;
    }

    @Test
    void subscribe_null_isRefused() {
        assertThatThrownBy(() -> persistence.watch().subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void changes_comeAsFarAsTheyAreRequested_andInOrder() {
        Recorder<Note> recorder = watch(new Recorder<>(2));
        for (String key : List.of("a", "b", "c", "d", "e")) {
            store(key);
        }
        recorder.await(2);
        recorder.subscription().request(1);
        recorder.await(3);
        recorder.subscription().request(Long.MAX_VALUE);
        recorder.subscription().request(Long.MAX_VALUE);
        assertThat(recorder.await(5))
                .extracting(Changed::key, change -> change.object().orElseThrow(), Changed::revision)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"a\", Note[text=a], 1L)",
                        "(\"b\", Note[text=b], 2L)",
                        "(\"c\", Note[text=c], 3L)",
                        "(\"d\", Note[text=d], 4L)",
                        "(\"e\", Note[text=e], 5L)");
        assertThat(recorder.changes().get(0).storedAt()).isEqualTo(now.get());
    }

    @Test
    void subscribe_withoutARequest_readsNothing() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        store("a");
        Recorder<Document> recorder = new Recorder<>(0);
        persistence.watch().fromBeginning().on(tasks::add).subscribe(recorder);
        runAll(tasks);
        assertThat(recorder.changes()).isEmpty();
        assertThat(recorder.subscription().reached()).isZero();
        recorder.subscription().request(1);
        runAll(tasks);
        assertThat(recorder.keys()).containsExactly("a");
        assertThat(recorder.subscription().reached()).isEqualTo(1);
    }

    private static void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void request_ofLessThanOne_isAnError() {
        for (long n : new long[] {0, -1}) {
            Recorder<Note> recorder = watch(new Recorder<>(0));
            recorder.subscription().request(n);
            assertThat(recorder.awaitFailure())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("request: " + n + " (expected: >= 1)");
        }
    }

    @Test
    void cancel_insideOnNext_endsItWithoutAnotherSignal() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        AtomicReference<Recorder<Document>> self = new AtomicReference<>();
        Recorder<Document> recorder = new Recorder<>(
                Long.MAX_VALUE, change -> self.get().subscription().cancel());
        self.set(recorder);
        store("a");
        store("b");
        persistence.watch().fromBeginning().on(tasks::add).subscribe(recorder);
        runAll(tasks);
        recorder.subscription().request(0);
        recorder.subscription().cancel();
        persistence.close();
        runAll(tasks);
        assertThat(recorder.keys()).containsExactly("a");
        assertThat(recorder.hasEnded()).isFalse();
    }

    @Test
    void request_insideOnNext_doesNotNest() {
        List<Recorder<Document>> self = new ArrayList<>();
        Recorder<Document> recorder =
                new Recorder<>(1, change -> self.get(0).subscription().request(1));
        self.add(recorder);
        for (int n = 0; n < 1000; n++) {
            store("k" + n);
        }
        persistence.watch().fromBeginning().on(Runnable::run).subscribe(recorder);
        recorder.await(1000);
    }

    @Test
    void onNext_thatThrows_endsThatSubscriptionAlone() {
        Recorder<Note> failing = watch(new Recorder<>(10, change -> {
            throw new IllegalStateException("in this test");
        }));
        Recorder<Note> other = watch(new Recorder<>(10));
        store("a");
        other.await(1);
        store("b");
        assertThat(other.await(2)).hasSize(2);
        assertThat(failing.changes()).isEmpty();
        assertThat(failing.hasEnded()).isFalse();
    }

    @Test
    void closing_completesWhoWatches_alsoWithoutARequest_alsoFromInside() {
        Recorder<Note> idle = watch(new Recorder<>(0));
        Recorder<Note> closing = watch(new Recorder<>(1, change -> persistence.close()));
        store("a");
        idle.awaitComplete();
        closing.awaitComplete();
        assertThat(closing.keys()).containsExactly("a");
    }

    @Test
    void subscribe_toAClosedPersistence_isAnError() {
        persistence.close();
        Recorder<Document> recorder = new Recorder<>(1);
        persistence.watch().subscribe(recorder);
        assertThat(recorder.awaitFailure()).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void executor_thatRefuses_endsIt() {
        Executor refusing = task -> {
            throw new RejectedExecutionException("in this test");
        };
        Recorder<Document> recorder = new Recorder<>(1);
        persistence.watch().on(refusing).subscribe(recorder);
        assertThat(recorder.awaitFailure()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void backendWithoutAFeed_isRefusedAtOnce() {
        try (Persistence without = Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
                    @Override
                    public Capabilities capabilities() {
                        return without(super.capabilities());
                    }
                }))
                .url("held:")
                .open()) {
            Recorder<Document> recorder = new Recorder<>(1);
            assertThatThrownBy(() -> without.watch().subscribe(recorder))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessage("watch: 'held' has no CHANGE_FEED (expected: a backend that has it);"
                            + " ask by queries instead");
        }
    }

    private static Capabilities without(Capabilities all) {
        Set<Capability> rest = all.supported().stream()
                .filter(capability -> !capability.equals(Capability.CHANGE_FEED))
                .collect(Collectors.toSet());
        return new Capabilities(rest, all.durability(), all.limits());
    }

    @Test
    void filters_letEveryDeletionPass_andReachedGrowsOverWhatDoesNot() {
        store("before"); // who begins with an empty store is told of no deletion of what was never there for it
        Recorder<Note> recorder = new Recorder<>(Long.MAX_VALUE);
        persistence
                .collection("notes", Note.class)
                .where(where("text").eq("b"))
                .watch()
                .subscribe(recorder);
        persistence.store("others", "b", new Note("b"));
        store("a");
        store("b");
        persistence.delete("notes", "a");
        persistence.delete("others", "b");
        store("c");
        persistence.store("notes", "end", new Note("b"));
        recorder.awaitKey("end");
        assertThat(recorder.changes().stream().filter(change -> !change.isDeletion()))
                .extracting(Changed::key)
                .containsOnly("b", "end");
        assertThat(recorder.changes().stream().filter(Changed::isDeletion))
                .extracting(Changed::key)
                .containsOnly("a");
    }

    @Test
    void reached_growsWhereNothingPasses() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Recorder<Document> recorder = new Recorder<>(1);
        store("a");
        store("b");
        persistence.watch("others").fromBeginning().on(tasks::add).subscribe(recorder);
        runAll(tasks);
        assertThat(recorder.changes()).isEmpty();
        assertThat(recorder.subscription().reached()).isEqualTo(2);
    }

    @Test
    void entryOfAnotherType_isAnError_orIsToldAndLeftOut() {
        List<String> told = new ArrayList<>();
        Recorder<Note> strict = watch(new Recorder<>(5));
        Recorder<Note> skipping = new Recorder<>(5);
        persistence
                .collection("notes", Note.class)
                .skipUnreadable(unreadable -> told.add(unreadable.entry().key()))
                .watch()
                .subscribe(skipping);
        store("a");
        persistence.store("notes", "list", Map.of("text", List.of(1)));
        store("z");
        assertThat(strict.awaitFailure())
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("key 'list'");
        assertThat(strict.keys()).containsExactly("a");
        assertThat(strict.subscription().reached()).isEqualTo(1);
        skipping.awaitKey("z");
        assertThat(skipping.keys()).containsExactly("a", "z");
        assertThat(told).containsExactly("list");
    }

    @Test
    void after_deletionsThatAreForgotten_isAnError_butTheBeginningIsNot() {
        for (int n = 0; n < 200; n++) {
            store("k" + n);
        }
        persistence.delete("notes", "k0");
        persistence.delete("notes", "k1");
        now.set(now.get().plus(Duration.ofDays(2)));
        for (int n = 200; n < 210; n++) {
            store("k" + n);
        }
        Recorder<Document> late = new Recorder<>(1);
        persistence.watch().after(100).subscribe(late);
        assertThat(late.awaitFailure()).isInstanceOf(ChangesExpiredException.class);

        Recorder<Document> whole = new Recorder<>(Long.MAX_VALUE);
        persistence.watch().fromBeginning().subscribe(whole);
        assertThat(whole.await(208)).extracting(Changed::revision).isSorted().doesNotHaveDuplicates();
        persistence.delete("notes", "k5");
        whole.awaitKey("k5");
        assertThat(whole.keys()).doesNotContain("k0", "k1");
    }

    @Test
    void after_aRevisionThatIsNone_isRefused() {
        assertThatThrownBy(() -> persistence.watch().after(-1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("watch: after revision -1 (expected: >= 0)");
        Recorder<Document> recorder = new Recorder<>(1);
        persistence.watch().after(7).subscribe(recorder);
        assertThat(recorder.awaitFailure()).isInstanceOf(ChangesExpiredException.class);
    }

    @Test
    void watch_ofAQuestionWithMoreThanFilters_isRefused() {
        assertThatThrownBy(() -> persistence.events().limit(3).watch())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("expected: filters only");
        assertThatThrownBy(() -> persistence.events().sortBy(Sort.asc("x")).watch())
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> persistence.transaction(
                        tx -> tx.collection("notes", Note.class).watch()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("inside a transaction");
        assertThatThrownBy(() -> persistence.watch("_indexes")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Persistence.builder().watchInterval(Duration.ZERO))
                .isInstanceOf(InvalidRequestException.class);
    }
}

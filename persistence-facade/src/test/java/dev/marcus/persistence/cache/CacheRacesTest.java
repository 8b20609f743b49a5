package dev.marcus.persistence.cache;

import static dev.marcus.persistence.cache.HeldBackend.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.cache.HeldBackend.Hold;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each race that makes caches serve the past, held open at its narrowest place. Where a cache that everybody writes first
 * fails, it is shown to.
 */
class CacheRacesTest {
    private static final Instant NEVER_OLD = Instant.parse("9999-01-01T00:00:00Z");

    private final HeldBackend backend;
    private final Store plain;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Store cached;

    CacheRacesTest() {
        HeldBackend.Opened opened = HeldBackend.open();
        backend = opened.backend();
        plain = opened.store();
        cached = new CachingStore(plain, 1 << 20);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        plain.close();
    }

    /** The same race once more with a cache that is wrong. */
    private void with(UnaryOperator<Store> layer) {
        cached = layer.apply(plain);
    }

    private static Document number(int n) {
        return Document.of(Map.of("n", n));
    }

    private Optional<Integer> read() {
        return cached.retrieve("c", "k").map(CacheRacesTest::numberIn);
    }

    private static int numberIn(Entry entry) {
        return entry.document().number("n").orElseThrow().intValueExact();
    }

    private Optional<Integer> queried() {
        return cached.first(Query.of("c")).map(CacheRacesTest::numberIn);
    }

    private CompletableFuture<Void> elsewhere(Runnable action) {
        return CompletableFuture.runAsync(action, threads);
    }

    /** Lets a reader read, and a change be acknowledged before the reader can keep what it read; returns what is read then. */
    private Optional<Integer> slowReaderBringsItsEntryAfter(Runnable change) {
        cached.store("c", "k", number(1));
        Hold reading = hold(backend.read);
        CompletableFuture<Void> reader = elsewhere(this::read);
        reading.awaitReached();
        change.run();
        reading.release();
        reader.join();
        return read();
    }

    @Test
    void slowReader_storedOverMeanwhile_doesNotBringTheOldBack() {
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.store("c", "k", number(2))))
                .contains(2);
        with(NaiveCache::new);
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.store("c", "k", number(2))))
                .contains(1);
    }

    @Test
    void slowReader_deletedMeanwhile_doesNotBringTheOldBack() {
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.delete("c", "k"))).isEmpty();
        with(NaiveCache::new);
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.delete("c", "k"))).contains(1);
    }

    @Test
    void slowReader_clearedMeanwhile_doesNotBringTheOldBack() {
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.clearOld("c", NEVER_OLD)))
                .isEmpty();
        assertThat(slowReaderBringsItsEntryAfter(
                        () -> cached.commit(Commit.of(new Change.DeleteOlderThan("c", NEVER_OLD, 10)))))
                .isEmpty();
        with(NaiveCache::new);
        assertThat(slowReaderBringsItsEntryAfter(() -> cached.clearOld("c", NEVER_OLD)))
                .contains(1);
    }

    @Test
    void slowReader_committedAsynchronouslyMeanwhile_doesNotBringTheOldBack() {
        Runnable change = () -> cached.commitAsync(
                        Commit.builder().put("c", "k", number(2)).build())
                .join();
        assertThat(slowReaderBringsItsEntryAfter(change)).contains(2);
        with(NaiveCache::new);
        assertThat(slowReaderBringsItsEntryAfter(change)).contains(1);
    }

    /** Returns what is read when a query has seen the new state already, and the commit is not acknowledged yet. */
    private Optional<Integer> readOnceAQuerySawTheChange(Runnable change) {
        cached.store("c", "k", number(1));
        assertThat(read()).contains(1);
        Hold handedIn = hold(backend.handedIn);
        Hold applied = hold(backend.applied);
        CompletableFuture<Void> writer = elsewhere(change);
        handedIn.awaitReached();
        assertThat(read()).contains(1);
        handedIn.release();
        applied.awaitReached();
        Optional<Integer> seen = queried();
        Optional<Integer> read = read();
        applied.release();
        writer.join();
        assertThat(seen).isNotEqualTo(Optional.of(1));
        return read;
    }

    @Test
    void commitThatAQuerySaw_isSeenByEveryReadFromThenOn() {
        assertThat(readOnceAQuerySawTheChange(() -> cached.store("c", "k", number(2))))
                .contains(2);
        assertThat(readOnceAQuerySawTheChange(() -> cached.delete("c", "k"))).isEmpty();
        assertThat(readOnceAQuerySawTheChange(() -> cached.clearOld("c", NEVER_OLD)))
                .isEmpty();
        with(NaiveCache::new);
        assertThat(readOnceAQuerySawTheChange(() -> cached.store("c", "k", number(2))))
                .contains(1);
    }

    @Test
    void oneOfTwoCommitsOfAKeyEnds_theOtherStillKeepsReadersFromKeeping() {
        cached.store("c", "k", number(1));
        Hold handedIn = hold(backend.handedIn);
        CompletableFuture<Void> writer = elsewhere(() -> cached.store("c", "k", number(2)));
        handedIn.awaitReached();
        Commit refused = Commit.builder()
                .put("c", "k", number(3))
                .requireAbsent("c", "k")
                .build();
        assertThatThrownBy(() -> cached.commit(refused)).isInstanceOf(ConflictException.class);
        assertThat(read()).contains(1);
        handedIn.release();
        writer.join();
        assertThat(read()).contains(2);
    }

    @Test
    void commitAsync_cancelledByItsCaller_isStillUnderWay() {
        Commit change = Commit.builder().put("c", "k", number(2)).build();
        CompletableFuture<CommitResult> pending = new CompletableFuture<>();
        cached.store("c", "k", number(1));
        assertThat(read()).contains(1);
        backend.pending.set(pending);
        CompletableFuture<CommitResult> promise = cached.commitAsync(change);
        promise.cancel(true);
        assertThat(read()).contains(1);
        pending.complete(backend.applyLate(change));
        assertThat(read()).contains(2);
    }

    @Test
    void commitAsync_failure_isGivenAsItIs() {
        backend.pending.set(CompletableFuture.failedFuture(
                new ConflictException(java.util.List.of(new dev.marcus.persistence.error.Conflict("c", "k", 1, 2)))));
        CompletableFuture<CommitResult> promise =
                cached.commitAsync(Commit.builder().put("c", "k", number(2)).build());
        assertThat(promise.handle((result, failure) -> failure).join()).isInstanceOf(ConflictException.class);
    }
}

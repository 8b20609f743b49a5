package dev.marcus.persistence.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted and timed, and what becomes of the numbers when things fail or take long. */
class MeteredStoreTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    /** What the backend does instead, once; and the time that each of its calls takes. */
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private final AtomicReference<CompletableFuture<CommitResult>> pending = new AtomicReference<>();

    @TempDir
    Path temp;

    private Persistence slow() {
        return Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        clock.add(Duration.ofMillis(3));
                        Throwable planned = failure.getAndSet(null);
                        if (planned instanceof Error error) {
                            throw error;
                        }
                        if (planned != null) {
                            throw (RuntimeException) planned;
                        }
                        return super.retrieve(collection, key);
                    }

                    @Override
                    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
                        CompletableFuture<CommitResult> planned = pending.getAndSet(null);
                        return planned != null ? planned : super.commitAsync(commit);
                    }
                }))
                .metrics(registry)
                .meteredCollections("c")
                .open();
    }

    /** Returns how often each operation ended how, as {@code operation outcome}. */
    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer : registry.find("persistence.operation").timers()) {
            Meter.Id id = timer.getId();
            counts.merge(id.getTag("operation") + " " + id.getTag("outcome"), timer.count(), Long::sum);
        }
        return counts;
    }

    private double milliseconds(String operation) {
        return registry.get("persistence.operation")
                .tag("operation", operation)
                .timer()
                .totalTime(TimeUnit.MILLISECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void operations_areCountedByNameOutcomeAndBackend(String scheme) {
        try (Persistence persistence = Persistence.builder()
                .url(scheme + ":" + temp.resolve("space"))
                .metrics(registry)
                .open()) {
            Store store = persistence.store();
            persistence.store("c", "k", Document.empty());
            persistence.retrieve("c", "k");
            persistence.retrieve("c", "none");
            persistence.query(Query.of("c"));
            store.first(Query.of("c"));
            persistence.count(Query.of("c"));
            persistence.aggregate(Aggregation.of("c").compute("n", Aggregate.count()));
            store.explain(Query.of("c"));
            persistence.commit(Commit.builder().put("c", "k2", Document.empty()).build());
            persistence.async().store("c", "k3", Document.empty()).join();
            Commit conflicting = Commit.builder()
                    .put("c", "k", Document.empty())
                    .requireAbsent("c", "k")
                    .build();
            assertThatThrownBy(() -> persistence.commit(conflicting)).isInstanceOf(ConflictException.class);
            persistence.delete("c", "k");
            persistence.clearOld("c", Instant.EPOCH);
            store.collections();
            persistence.verify();
            persistence.stream(Query.of("c")).close();
            assertThatThrownBy(() -> persistence.retrieve("c", "")).isInstanceOf(InvalidRequestException.class);

            assertThat(counts())
                    .isEqualTo(Map.ofEntries(
                            Map.entry("store success", 1L),
                            Map.entry("retrieve success", 2L),
                            Map.entry("retrieve invalid", 1L),
                            Map.entry("query success", 1L),
                            Map.entry("first success", 1L),
                            Map.entry("count success", 1L),
                            Map.entry("aggregate success", 1L),
                            Map.entry("explain success", 1L),
                            Map.entry("commit success", 2L),
                            Map.entry("commit conflict", 1L),
                            Map.entry("delete success", 1L),
                            Map.entry("clear_old success", 1L),
                            Map.entry("collections success", 1L),
                            Map.entry("verify success", 1L),
                            Map.entry("stream success", 1L)));
            assertThat(registry.find("persistence.operation").timers())
                    .allMatch(timer -> scheme.equals(timer.getId().getTag("backend")));
        }
    }

    @Test
    void failures_areToldApartByWhatACallerDoesAboutThem() {
        try (Persistence persistence = slow()) {
            List<Throwable> failures = List.of(
                    new ConflictException(List.of(new Conflict("c", "k", 1, 2))),
                    new InvalidRequestException("x"),
                    new TransientException("x", Duration.ZERO, null),
                    new UnsupportedException("x"),
                    new OutcomeUnknownException("x"),
                    new StorageException("x"),
                    new CorruptionException("x"),
                    new DamagedEntryException("c", "k", "x", null),
                    new StoreClosedException("x"),
                    new IllegalStateException("x"),
                    new StackOverflowError("in this test"));
            for (Throwable thrown : failures) {
                failure.set(thrown);
                assertThatThrownBy(() -> persistence.retrieve("c", "k")).isSameAs(thrown);
            }
            assertThat(counts())
                    .isEqualTo(Map.of(
                            "retrieve conflict", 1L,
                            "retrieve invalid", 1L,
                            "retrieve transient", 1L,
                            "retrieve unsupported", 1L,
                            "retrieve unknown", 1L,
                            "retrieve storage", 1L,
                            "retrieve corruption", 2L,
                            "retrieve closed", 1L,
                            "retrieve error", 2L));
        }
    }

    @Test
    void time_isThatOfTheCall_andOfAStreamUntilItIsClosed() {
        try (Persistence persistence = slow()) {
            persistence.retrieve("c", "k");
            persistence.retrieve("c", "k");
            assertThat(milliseconds("retrieve")).isEqualTo(6);

            persistence.store("c", "k", Document.empty());
            try (Stream<Entry> entries = persistence.stream(Query.of("c"))) {
                entries.forEach(entry -> clock.add(Duration.ofMillis(5)));
                assertThat(registry.find("persistence.operation")
                                .tag("operation", "stream")
                                .timer())
                        .isNull();
            }
            assertThat(milliseconds("stream")).isEqualTo(5);
        }
    }

    @Test
    void stream_failureOfTheStore_isItsOutcome_andThatOfTheReaderIsNot() {
        Persistence persistence = slow();
        persistence.store("c", "k", Document.empty());
        try (Stream<Entry> entries = persistence.stream(Query.of("c"))) {
            assertThatThrownBy(() -> entries.forEach(entry -> {
                        throw new IllegalStateException("of the reader");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(counts()).containsEntry("stream success", 1L);
        Stream<Entry> closed = persistence.stream(Query.of("c"));
        closed.close();
        assertThatThrownBy(closed::iterator).isInstanceOf(IllegalStateException.class);
        assertThat(counts()).containsEntry("stream success", 2L);

        try (Stream<Entry> damaged = MeteredStream.of(
                Stream.generate(() -> {
                    throw new CorruptionException("x");
                }),
                thrown -> failure.set(thrown))) {
            assertThatThrownBy(damaged::findFirst).isInstanceOf(CorruptionException.class);
        }
        assertThat(failure.get()).isInstanceOf(CorruptionException.class);
        persistence.close();
    }

    @Test
    void commitAsync_isMeasuredWhenItHasEnded() {
        try (Persistence persistence = slow()) {
            CompletableFuture<CommitResult> late = new CompletableFuture<>();
            pending.set(late);
            Commit commit = Commit.builder().put("c", "k", Document.empty()).build();
            CompletableFuture<CommitResult> promise = persistence.store().commitAsync(commit);
            clock.add(Duration.ofMillis(7));
            assertThat(counts()).isEmpty();
            late.completeExceptionally(new ConflictException(List.of(new Conflict("c", "k", 1, 2))));
            assertThat(promise).isCompletedExceptionally();
            assertThat(counts()).isEqualTo(Map.of("commit conflict", 1L));
            assertThat(milliseconds("commit")).isEqualTo(7);
        }
    }

    @Test
    void commit_isOfTheCollectionThatAllItsChangesAreOf() {
        try (Persistence persistence = slow()) {
            persistence.commit(Commit.builder()
                    .put("c", "k", Document.empty())
                    .put("c", "k2", Document.empty())
                    .build());
            persistence.commit(Commit.builder()
                    .put("c", "k", Document.empty())
                    .put("d", "k", Document.empty())
                    .build());
            persistence.commit(Commit.builder().put("d", "k", Document.empty()).build());
            persistence.commit(Commit.builder().requireAbsent("c", "none").build());
            assertThat(registry.get("persistence.operation")
                            .tag("collection", "c")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("persistence.operation")
                            .tag("collection", "_other")
                            .timer()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void backup_isMeasured_alsoWhereThereIsNone() {
        try (Persistence persistence = slow()) {
            assertThatThrownBy(() -> persistence.store().backup(temp.resolve("backup")))
                    .isInstanceOf(UnsupportedException.class);
            assertThat(counts()).isEqualTo(Map.of("backup unsupported", 1L));
        }
    }

    @Test
    void collections_inTheThousands_makeNoMoreTagsThanAreDeclared() {
        try (Persistence persistence = Persistence.builder()
                .url("memory:")
                .metrics(registry)
                .meteredCollections("c1", "c2")
                .open()) {
            for (int i = 0; i < 10_000; i++) {
                persistence.store("c" + i, "k", Document.empty());
                persistence.retrieve("c" + i, "k");
            }
            assertThat(registry.find("persistence.operation").timers())
                    .extracting(timer -> timer.getId().getTag("collection"))
                    .containsOnly("c1", "c2", "_other")
                    .hasSize(2 * 3);
            assertThat(registry.getMeters()).hasSizeLessThan(20);
        }
    }

    @Test
    void meteredCollections_invalidName_isRefused() {
        assertThatThrownBy(() -> Persistence.builder().meteredCollections("fine", "_own"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Persistence.builder().meteredCollections("no/name"))
                .isInstanceOf(InvalidRequestException.class);
    }
}

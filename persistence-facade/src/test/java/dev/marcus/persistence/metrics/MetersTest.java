package dev.marcus.persistence.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.StoreStatus.State;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which meters there are, what they show, and that they go with their store. */
class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Persistence open(PersistenceBackendProvider provider) {
        return Persistence.builder().provider(provider).metrics(registry).open();
    }

    private static PersistenceBackendProvider saying(AtomicReference<StoreStatus> said) {
        return ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
            @Override
            public StoreStatus status() {
                return said.get();
            }
        });
    }

    private static Set<String> names(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void gauges_showWhatTheStoreSaysOfItself() {
        AtomicReference<StoreStatus> said =
                new AtomicReference<>(new StoreStatus(State.UP, List.of(), 7, 4096, 12, Duration.ofMillis(34)));
        try (Persistence persistence = open(saying(said))) {
            assertThat(registry.get("persistence.commits.waiting").gauge().value())
                    .isEqualTo(7);
            assertThat(registry.get("persistence.journal.size").gauge().value()).isEqualTo(4096);
            assertThat(registry.get("persistence.sync").functionTimer().count()).isEqualTo(12);
            assertThat(registry.get("persistence.sync").functionTimer().totalTime(TimeUnit.MILLISECONDS))
                    .isEqualTo(34);
            said.set(new StoreStatus(State.UP, List.of(), 0, 0, 13, Duration.ofMillis(35)));
            assertThat(registry.get("persistence.commits.waiting").gauge().value())
                    .isZero();
            assertThat(registry.get("persistence.sync").functionTimer().count()).isEqualTo(13);
            assertThat(persistence.health().syncs()).isEqualTo(13);
        }
    }

    @Test
    void asyncWrites_areThoseWhoseCallersWaitForTheEnd() {
        CompletableFuture<CommitResult> late = new CompletableFuture<>();
        try (Persistence persistence = open(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
            @Override
            public CompletableFuture<CommitResult> commitAsync(Commit commit) {
                return late.thenApply(ready -> super.commit(commit));
            }
        }))) {
            CompletableFuture<?> first = persistence.async().store("c", "k", Document.empty());
            CompletableFuture<?> second = persistence.async().store("c", "k", Document.empty());
            assertThat(registry.get("persistence.async.writes").gauge().value()).isEqualTo(2);
            late.complete(null);
            first.join();
            second.join();
        }
    }

    @Test
    void cache_tellsHitsMissesEvictionsAndSize() {
        try (Persistence persistence = Persistence.builder()
                .url("memory:")
                .cache(10_000)
                .metrics(registry)
                .open()) {
            persistence.store("c", "k", Document.empty());
            for (int i = 0; i < 5; i++) {
                persistence.retrieve("c", "k");
            }
            assertThat(gets("hit")).isEqualTo(4);
            assertThat(gets("miss")).isEqualTo(1);
            assertThat(registry.get("persistence.cache.entries").gauge().value())
                    .isEqualTo(1);
            assertThat(registry.get("persistence.cache.size").gauge().value()).isBetween(250.0, 300.0);
            for (int i = 0; i < 100; i++) {
                persistence.store("c", "k" + i, Document.empty());
                persistence.retrieve("c", "k" + i);
            }
            assertThat(registry.get("persistence.cache.evictions")
                            .functionCounter()
                            .count())
                    .isGreaterThan(50);
        }
    }

    private double gets(String result) {
        return registry.get("persistence.cache.gets")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    @Test
    void close_takesAllMetersAway_andWhatEndsLaterAddsNone() {
        Persistence persistence = Persistence.builder()
                .url("memory:")
                .cache(1000)
                .metrics(registry)
                .open();
        persistence.store("c", "k", Document.empty());
        assertThat(registry.getMeters()).isNotEmpty();
        persistence.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThatThrownBy(() -> persistence.retrieve("c", "k")).isInstanceOf(StoreClosedException.class);
        persistence.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void close_refused_goesOnMeasuring() {
        Persistence persistence =
                Persistence.builder().url("memory:").metrics(registry).open();
        persistence.store("c", "k", Document.empty());
        assertThatThrownBy(() -> persistence.count(Query.of("c").where(Filter.matching(entry -> {
                    persistence.store().close();
                    return true;
                }))))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(registry.find("persistence.commits.waiting").gauge()).isNotNull();
        persistence.close();
    }

    @Test
    void twoStoresOfOneName_areToldApart_andOneGoesWithoutTheOther() {
        try (Persistence second =
                Persistence.builder().url("memory:").metrics(registry).open()) {
            Persistence first =
                    Persistence.builder().url("memory:").metrics(registry).open();
            first.store("c", "k", Document.empty());
            second.store("c", "k", Document.empty());
            second.store("c", "k", Document.empty());
            assertThat(stored("default")).isEqualTo(2);
            assertThat(stored("default#2")).isEqualTo(1);
            first.close();
            second.store("c", "k", Document.empty());
            assertThat(stored("default")).isEqualTo(3);
            assertThat(registry.getMeters())
                    .extracting(meter -> meter.getId().getTag("store"))
                    .containsOnly("default");
        }
    }

    private long stored(String store) {
        return registry.get("persistence.operation").tag("store", store).timer().count();
    }

    @Test
    void open_refusedByTheRegistry_closesTheStore_andLeavesNoMeter() {
        AtomicReference<Boolean> closed = new AtomicReference<>(false);
        MeterRegistry refusing = new SimpleMeterRegistry() {
            @Override
            protected <T> io.micrometer.core.instrument.FunctionTimer newFunctionTimer(
                    Meter.Id id,
                    T obj,
                    java.util.function.ToLongFunction<T> count,
                    java.util.function.ToDoubleFunction<T> total,
                    TimeUnit unit) {
                throw new IllegalArgumentException("another meter has this name");
            }
        };
        assertThatThrownBy(() -> Persistence.builder()
                        .provider(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
                            @Override
                            public void close() {
                                closed.set(true);
                            }
                        }))
                        .metrics(refusing)
                        .open())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(closed).hasValue(true);
        assertThat(refusing.getMeters()).isEmpty();
    }

    @Test
    void timersThatTheRegistryRefuses_failNoOperation() {
        MeterRegistry refusing = new SimpleMeterRegistry(SimpleConfig.DEFAULT, Clock.SYSTEM) {
            @Override
            protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector detector) {
                throw new IllegalArgumentException("another meter has this name");
            }
        };
        try (Persistence persistence =
                Persistence.builder().url("memory:").metrics(refusing).open()) {
            persistence.store("c", "k", Document.empty());
            assertThat(persistence.async().store("c", "k2", Document.empty()).join())
                    .isNotNull();
            assertThat(persistence.count(Query.of("c"))).isEqualTo(2);
        }
    }

    @Test
    void registry_keepsNoStoreAlive() {
        WeakReference<Store> forgotten = new WeakReference<>(Persistence.builder()
                .url("memory:")
                .cache(1000)
                .metrics(registry)
                .open()
                .store());
        for (int i = 0; i < 100 && forgotten.get() != null; i++) {
            System.gc();
        }
        assertThat(forgotten.get()).isNull();
        assertThat(registry.get("persistence.commits.waiting").gauge().value()).isNaN();
    }

    @Test
    void documentation_listsTheMetersAndTheirTags_andNoOthers() throws IOException {
        String page = Files.readString(Path.of("../docs/observability.md"));
        try (Persistence persistence = Persistence.builder()
                .url("memory:")
                .cache(1000)
                .metrics(registry)
                .open()) {
            persistence.store("c", "k", Document.empty());
            Set<String> listed = new TreeSet<>();
            Matcher rows =
                    Pattern.compile("(?m)^\\| `(persistence\\.[a-z.]+)` \\|").matcher(page);
            while (rows.find()) {
                listed.add(rows.group(1));
            }
            assertThat(listed).isEqualTo(names(registry));
            for (Meter meter : registry.getMeters()) {
                for (Tag tag : meter.getId().getTags()) {
                    assertThat(page).contains("`" + tag.getKey() + "`");
                }
            }
        }
    }
}

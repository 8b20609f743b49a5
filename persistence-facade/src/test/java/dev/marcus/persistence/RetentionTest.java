package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept by age, by number and by a time in the document, and that it goes on by itself. */
class RetentionTest {
    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock();

    private Persistence open(String scheme, Keep... kept) {
        PersistenceBuilder builder =
                Persistence.builder().url(scheme + ":" + temp.resolve("store")).clock(clock);
        for (Keep rule : kept) {
            builder.retention("log", rule);
        }
        return builder.open();
    }

    private void fill(Persistence persistence, int from, int to) {
        Commit.Builder commit = Commit.builder();
        IntStream.range(from, to).forEach(n -> commit.put("log", "k" + n, Document.of(Map.of("n", n))));
        persistence.commit(commit.build());
    }

    private static List<String> keys(Persistence persistence) {
        return persistence.from("log").sortBy(Sort.asc("n")).entries().stream()
                .map(TypedEntry::key)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void newest_keepsSoMany_andRemovesTheOldestInBatches(String scheme) {
        try (Persistence persistence = open(scheme, Keep.newest(10))) {
            assertThat(persistence.cleanup().removed()).isZero();
            fill(persistence, 0, 10);
            assertThat(persistence.cleanup().removed()).isZero();
            clock.advance(Duration.ofSeconds(1));
            fill(persistence, 10, 1210);
            persistence.store("log", "k0", Document.of(Map.of("n", 2000))); // the newest now
            assertThat(persistence.cleanup().removed()).isEqualTo(1200);
            assertThat(keys(persistence))
                    .containsExactly(
                            "k1201", "k1202", "k1203", "k1204", "k1205", "k1206", "k1207", "k1208", "k1209", "k0");
            assertThat(persistence.cleanup().removed()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void newest_readsNoMoreThanWhatGoes(String scheme) {
        try (Persistence persistence = open(scheme, Keep.newest(10))) {
            fill(persistence, 0, 1000);
            Query oldest = Query.of("log").sortBy(Sort.oldestFirst()).limit(5);
            Explanation plan = persistence.store().analyze(oldest);
            assertThat(plan.ordered()).as(plan.toString()).isTrue();
            assertThat(plan.limited()).as(plan.toString()).isTrue();
            assertThat(plan.examined().orElseThrow()).as(plan.toString()).isLessThanOrEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void dated_goesByTheTimeInTheDocument_whateverItsZoneAndForm(String scheme) {
        try (Persistence persistence = open(scheme, Keep.youngerThan(Duration.ofHours(12), "data.at"))) {
            Map<String, Object> times = Map.ofEntries(
                    Map.entry("old-utc", "2026-09-30T23:59:59.999999Z"),
                    Map.entry("old-blank", "2026-09-30 23:59:59"),
                    Map.entry("old-east", "2026-10-01T13:59:59+14:00"),
                    Map.entry("old-west", "2026-09-30T05:59:59-18:00"),
                    Map.entry("old-python", "2026-09-30T20:00:00.123456+00:00"),
                    Map.entry("new-exactly", "2026-10-01T00:00:00Z"),
                    Map.entry("new-west", "2026-09-30T23:00:00-02:00"),
                    Map.entry("new-east", "2026-10-01T14:00:00+14:00"),
                    Map.entry("new-later", "2030-01-01T00:00:00Z"),
                    Map.entry("none-text", "2026"),
                    Map.entry("none-number", 5),
                    Map.entry("none-list", List.of("2020-01-01T00:00:00Z")));
            times.forEach((key, time) -> persistence.store("log", key, Map.of("data", Map.of("at", time))));
            persistence.store("log", "none-missing", Map.of());
            assertThat(persistence.cleanup().removed()).isEqualTo(5);
            assertThat(persistence.from("log").entries())
                    .extracting(TypedEntry::key)
                    .noneMatch(key -> key.startsWith("old"))
                    .hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "sqlite"})
    void dated_withAnIndexOnThePath_readsWhatGoesAlone(String scheme) {
        AtomicInteger read = new AtomicInteger();
        try (Persistence persistence = open(scheme, Keep.youngerThan(Duration.ofHours(12), "at"))) {
            persistence.createIndex("log", Index.on("at"));
            Commit.Builder commit = Commit.builder();
            for (int n = 0; n < 900; n++) {
                String day = n < 5 ? "2026-01-0" + (n + 1) : "2027-01-01";
                commit.put("log", "k" + n, Document.of(Map.of("at", day + "T00:00:00Z")));
            }
            persistence.commit(commit.build());
            Query asked = Query.of("log")
                    .where(dev.marcus.persistence.query.Filter.where("at")
                            .lt("2026-10-02T06:00:01")
                            .and(dev.marcus.persistence.query.Filter.matching(entry -> read.incrementAndGet() > 0)))
                    .sortBy(Sort.oldestFirst());
            assertThat(persistence.store().explain(asked).path().index()).isEqualTo("at");
            assertThat(persistence.store().count(asked)).isEqualTo(5);
            assertThat(read).hasValue(5);
            assertThat(persistence.cleanup().removed()).isEqualTo(5);
        }
    }

    @Test
    void rules_ofOneCollection_removeWhatAnyOfThemDoesNotKeep() {
        try (Persistence persistence = open("memory", Keep.newest(3), Keep.youngerThan(Duration.ofDays(1)))) {
            fill(persistence, 0, 4);
            clock.advance(Duration.ofHours(23));
            fill(persistence, 4, 6);
            assertThat(persistence.cleanup().lines()).containsExactly(new CleanupReport.Line("log", 3, null));
            clock.advance(Duration.ofHours(2));
            assertThat(persistence.cleanup().removed()).isEqualTo(1);
            assertThat(keys(persistence)).containsExactly("k4", "k5");
        }
    }

    @Test
    void rules_thatCannotBe_areRefused() {
        assertThatThrownBy(() -> Keep.newest(-1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Keep.youngerThan(Duration.ofDays(-1), "at"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Keep.youngerThan(Duration.ofDays(1), "_stored_at"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("_stored_at");
        assertThatThrownBy(() -> Persistence.builder().retention("_own", Keep.newest(1)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Persistence.builder().cleanupEvery(Duration.ZERO))
                .isInstanceOf(InvalidRequestException.class);
        try (Persistence persistence = open("memory", Keep.youngerThan(Duration.ofDays(400_000_000L), "at"))) {
            persistence.store("log", "k", Map.of("at", "0001-01-01T00:00:00Z"));
            assertThat(persistence.cleanup().removed()).isZero();
        }
    }

    @Test
    void cleanupEvery_withoutARule_isRefusedBeforeAnythingIsOpened() {
        AtomicInteger openings = new AtomicInteger();
        PersistenceBuilder builder = Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> {
                    openings.incrementAndGet();
                    return memory;
                }))
                .cleanupEvery(Duration.ofHours(1));

        assertThatThrownBy(builder::open)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("cleanupEvery: no collection has a rule (expected: retention(…) for one at least, as"
                        + " otherwise nothing would be removed)");
        assertThat(openings).hasValue(0);
    }

    /** Does something at a commit that removes, before it is done. */
    private static PersistenceBackendProvider interfering(Runnable atDeletion) {
        return ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
            @Override
            public CommitResult commit(Commit commit) {
                if (commit.changes().stream().anyMatch(change -> !(change instanceof Change.Put))) {
                    atDeletion.run();
                }
                return super.commit(commit);
            }
        });
    }

    @Test
    void newest_whatIsStoredAgainWhenItWasChosen_survives() {
        List<Persistence> opened = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        try (Persistence persistence = Persistence.builder()
                .provider(interfering(() -> {
                    if (!done.getAndSet(true)) {
                        opened.get(0).store("log", "k0", Document.of(Map.of("n", 100)));
                    }
                }))
                .retention("log", Keep.newest(2))
                .open()) {
            opened.add(persistence);
            fill(persistence, 0, 5);
            assertThat(persistence.cleanup().removed()).isEqualTo(3);
            assertThat(keys(persistence)).containsExactly("k4", "k0");
        }
    }

    @Test
    void newest_inSeveralProcessesAtOnce_leavesSoMany() throws Exception {
        List<Callable<Long>> cleanups = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            cleanups.add(() -> {
                try (Persistence persistence = open("sqlite", Keep.newest(10))) {
                    return persistence.cleanup().removed();
                }
            });
        }
        try (Persistence persistence = open("sqlite")) {
            fill(persistence, 0, 6000);
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            long removed = 0;
            for (Future<Long> cleanup : threads.invokeAll(cleanups)) {
                removed += cleanup.get();
            }
            assertThat(removed).isEqualTo(5990);
        } finally {
            threads.shutdownNow();
        }
        try (Persistence persistence = open("sqlite")) {
            assertThat(keys(persistence)).hasSize(10).first().isEqualTo("k5990");
        }
    }

    /** Keeps what is to be done later until the test does it. */
    private static final class ManualAlarm implements Alarm {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final List<Duration> delays = new ArrayList<>();
        private boolean closed;

        @Override
        public void after(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
        }

        @Override
        public void close() {
            closed = true;
        }

        void ring() {
            tasks.remove().run();
        }
    }

    @Test
    void schedule_goesOnAfterFailures_whichShowInHealthAndMeters() {
        ManualAlarm alarm = new ManualAlarm();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicBoolean failing = new AtomicBoolean();
        AtomicBoolean broken = new AtomicBoolean();
        try (Persistence persistence = Persistence.builder()
                .provider(interfering(() -> {
                    if (failing.get()) {
                        throw new StorageException("the disk is gone", null);
                    }
                    if (broken.get()) {
                        throw new IllegalStateException("a fault of the backend");
                    }
                }))
                .clock(clock)
                .metrics(registry)
                .retention("log", Duration.ofDays(1))
                .cleanupEvery(Duration.ofHours(1))
                .alarm(alarm)
                .open()) {
            fill(persistence, 0, 3);
            assertThat(persistence.lastCleanup()).isEmpty();
            assertThat(registry.get("persistence.cleanup.last").gauge().value()).isNaN();
            clock.advance(Duration.ofDays(2));
            failing.set(true);
            alarm.ring();
            assertThat(persistence.health().state()).isEqualTo(State.DEGRADED);
            assertThat(persistence.health().problems())
                    .singleElement()
                    .asString()
                    .contains("'log'", "the disk is gone");
            assertThat(counted(registry, "failures")).isEqualTo(1);
            failing.set(false);
            broken.set(true);
            alarm.ring();
            assertThat(counted(registry, "failures")).isEqualTo(2);
            broken.set(false);
            alarm.ring();
            assertThat(persistence.health().state()).isEqualTo(State.UP);
            assertThat(persistence.lastCleanup().orElseThrow())
                    .isEqualTo(new CleanupReport(clock.instant(), List.of(new CleanupReport.Line("log", 3, null))));
            assertThat(counted(registry, "runs")).isEqualTo(2);
            assertThat(counted(registry, "removed")).isEqualTo(3);
            assertThat(registry.get("persistence.cleanup.last").gauge().value())
                    .isEqualTo((double) clock.instant().getEpochSecond());
            assertThat(alarm.delays)
                    .hasSize(4)
                    .allMatch(delay -> delay.compareTo(Duration.ofMinutes(54)) >= 0
                            && delay.compareTo(Duration.ofMinutes(66)) <= 0);
        }
        assertThat(alarm.closed).isTrue();
        int asked = alarm.delays.size();
        alarm.ring();
        assertThat(alarm.delays).hasSize(asked); // the closed store ends it
    }

    private static double counted(SimpleMeterRegistry registry, String what) {
        return registry.get("persistence.cleanup." + what).functionCounter().count();
    }

    @Test
    void schedule_runsByItself_untilItIsClosed_alsoInTheMiddleOfACleanup() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch closing = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        Persistence persistence = Persistence.builder()
                .provider(interfering(() -> {
                    begun.countDown();
                    if (batches.incrementAndGet() == 3) {
                        await(closing);
                    }
                }))
                .retention("log", Keep.newest(0))
                .cleanupEvery(Duration.ofMillis(1))
                .open();
        fill(persistence, 0, 5000);
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        Thread closer = new Thread(persistence::close);
        closer.start();
        while (persistence.health().state() != State.DOWN) {
            Thread.onSpinWait(); // until the closing has begun, and waits for the batch
        }
        closing.countDown();
        closer.join();
        assertThat(batches).hasValue(3);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("persistence-cleanup")) {
                thread.join(60_000); // it has nothing to do any more, and may be just ending
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void open_withoutAnInterval_startsNoThread() {
        try (Persistence persistence = open("memory", Keep.newest(1))) {
            assertThat(persistence.lastCleanup()).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().equals("persistence-cleanup"));
        }
    }
}

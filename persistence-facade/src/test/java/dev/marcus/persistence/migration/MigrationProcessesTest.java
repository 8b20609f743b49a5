package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;
import static dev.marcus.persistence.migration.Tasks.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.store.Store;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several that migrate the same collection at once, writers beside them, and processes that are killed. */
class MigrationProcessesTest {
    private static final int COUNT = 60;

    @TempDir
    Path temp;

    private String url() {
        return "sqlite:" + temp.resolve("store.db") + "?durability=process";
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void open_byManyAtOnce_appliesEachStepOnce_whileTheyWrite(boolean onDemand) throws Exception {
        try (Store store = Stores.open(url())) {
            Tasks.fill(store, COUNT);
        }
        atOnce(4, () -> {
            var builder = Persistence.builder().url(url()).migrations(upTo(2));
            try (Persistence persistence = (onDemand ? builder.migrateOnDemand() : builder).open()) {
                for (int n = 0; n < 40; n++) {
                    var found = persistence.retrieve(TASKS, "t" + n).orElseThrow();
                    persistence.store(TASKS, "t" + n, Tasks.with(found.document(), "touched", n));
                    persistence.store(TASKS, "new" + n, Tasks.task(n, 1, 2));
                }
                return persistence.migration(upTo(2)).run();
            }
        });
        Map<String, List<Object>> expected = new TreeMap<>(Tasks.all(COUNT, 1L, 2L));
        for (int n = 0; n < 40; n++) {
            expected.put("new" + n, List.of(1L, 2L));
        }
        try (Store store = Stores.open(url())) {
            assertThat(Tasks.appliedByKey(store)).isEqualTo(expected);
            CollectionVersion version = CollectionVersion.of(store, TASKS).orElseThrow();
            assertThat(version.finished()).isTrue();
            assertThat(version.history()).hasSize(2);
        }
    }

    @Test
    void run_byManyThreadsOfOnePersistence_changesEachDocumentOnce() throws Exception {
        try (Persistence persistence = Persistence.open("memory:")) {
            Tasks.fill(persistence.store(), COUNT);
            List<MigrationReport> reports =
                    atOnce(4, () -> persistence.migration(upTo(3)).run());
            assertThat(reports.stream().mapToLong(MigrationReport::changed).sum())
                    .isEqualTo(COUNT);
            assertThat(Tasks.appliedByKey(persistence.store())).isEqualTo(Tasks.all(COUNT, 1L, 2L, 3L));
        }
    }

    @Test
    void updates_besideAMigration_loseNothing_andAreNotMigratedTwice() throws Exception {
        try (Store store = Stores.open(url())) {
            Tasks.fill(store, COUNT);
        }
        try (Persistence persistence = Persistence.builder()
                .url(url())
                .migrations(upTo(2))
                .migrateOnDemand()
                .open()) {
            atOnce(4, () -> {
                for (int n = 0; n < COUNT; n++) {
                    persistence.update(
                            TASKS,
                            "t" + n,
                            task -> Tasks.with(
                                    task, "n", task.number("n").orElseThrow().intValueExact() + 1));
                }
                return persistence.migration(upTo(2)).run();
            });
            assertThat(Tasks.appliedByKey(persistence.store())).isEqualTo(Tasks.all(COUNT, 1L, 2L));
            for (int n = 0; n < COUNT; n++) {
                var task = persistence.retrieve(TASKS, "t" + n).orElseThrow().document();
                assertThat(task.number("n").orElseThrow().intValueExact()).isEqualTo(n + 4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sqlite"})
    void processesThatAreKilled_oneAfterTheOther_applyEachStepOnce(String scheme) throws Exception {
        String url = scheme + ":" + temp.resolve("killed");
        try (Store store = Stores.open(url)) {
            Tasks.fill(store, COUNT);
        }
        for (int seen : new int[] {1, 10, 20}) {
            killAfter(seen, url);
        }
        Migrations plan = MigratingChild.plan(false);
        try (Persistence persistence =
                Persistence.builder().url(url).migrations(plan).open()) {
            assertThat(Tasks.appliedByKey(persistence.store())).isEqualTo(Tasks.all(COUNT, 1L, 2L));
            assertThat(persistence.migration(plan).version().finished()).isTrue();
        }
    }

    private void killAfter(int documents, String url) throws IOException, InterruptedException {
        Path errors = temp.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temp,
                        "-Dorg.sqlite.tmpdir=" + temp,
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator,
                        MigratingChild.class.getName(),
                        url)
                .redirectError(errors.toFile())
                .start();
        int seen = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null && seen < documents; line = lines.readLine()) {
                seen += line.equals("migrating") ? 1 : 0;
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(seen).as(Files.readString(errors)).isEqualTo(documents);
    }
}

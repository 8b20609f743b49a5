package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one database, and processes that are killed. */
@Timeout(300)
class ProcessesTest {
    private static final int INCREMENTS = 100;
    private static final int ROUNDS = 10;

    @TempDir
    Path directory;

    private final List<Process> children = new ArrayList<>();
    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("shared.db");
    }

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process child : children) {
            child.toHandle().destroyForcibly();
            child.waitFor();
        }
    }

    private Process start(String task, String argument) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dorg.sqlite.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                task,
                file.toString(),
                argument);
        Process child = builder.redirectError(
                        directory.resolve("errors-" + children.size()).toFile())
                .start();
        children.add(child);
        return child;
    }

    private void succeed(Process child) throws IOException, InterruptedException {
        assertThat(child.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue())
                .as(Files.readString(directory.resolve("errors-" + children.indexOf(child))))
                .isZero();
    }

    @Test
    void commit_incrementsFromTwoProcesses_loseNone() throws Exception {
        Process one = start("count", Integer.toString(INCREMENTS));
        Process other = start("count", Integer.toString(INCREMENTS));
        succeed(one);
        succeed(other);
        try (Store store = open(file)) {
            Entry counter = store.retrieve("c", "counter").orElseThrow();
            assertThat(counter.document().number("n")).contains(BigDecimal.valueOf(2 * INCREMENTS));
        }
    }

    @Test
    void store_twoProcessesBesideAProgramWithPlainSql_loseNothingAndShareTheRevisions() throws Exception {
        open(file).close();
        List<Process> stores = List.of(start("store", "one"), start("store", "other"));
        int written = 0;
        try (Connection marcus = MarcusFiles.connect(file);
                PreparedStatement statement = marcus.prepareStatement(MarcusFiles.MARCUS_STORE)) {
            while (written < 50 || stores.stream().anyMatch(Process::isAlive)) {
                statement.setString(1, "marcus");
                statement.setString(2, "k" + written % 200);
                statement.setString(3, "{\"n\": " + written + "}");
                statement.executeUpdate();
                written++;
            }
        }
        for (Process child : stores) {
            succeed(child);
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                List<Long> revisions = lines.lines().map(Long::valueOf).toList();
                assertThat(revisions).hasSize(Child.STORED).isSorted().doesNotHaveDuplicates();
            }
        }
        try (Store store = open(file)) {
            assertThat(keys(store, "one")).hasSize(Child.STORED).isEqualTo(keys(store, "other"));
            assertThat(keys(store, "both")).hasSize(2 * Child.STORED);
            assertThat(keys(store, "marcus")).hasSize(Math.min(written, 200));
            assertThat(store.retrieve("marcus", "k" + (written - 1) % 200)
                            .orElseThrow()
                            .document()
                            .number("n"))
                    .contains(BigDecimal.valueOf(written - 1));
            List<Long> all = store.collections().stream()
                    .flatMap(name -> store.query(Query.of(name)).entries().stream())
                    .map(Entry::revision)
                    .toList();
            assertThat(all).doesNotHaveDuplicates();
            assertThat(store.store("c", "next", Document.empty()).revision())
                    .isEqualTo(4L * Child.STORED + written + 1);
            assertThat(store.verify().isIntact()).isTrue();
        }
    }

    @Test
    void store_afterAnotherProcessCameAndWent_isNotLost() throws Exception {
        try (Store store = open(file)) {
            store.store("c", "before", Document.empty());
            open(file).close(); // must not end the locks of the first
            succeed(start("count", "3"));
            store.store("c", "after", Document.empty());
            succeed(start("count", "3"));
            assertThat(store.count(Query.of("c"))).isEqualTo(3);
        }
        try (Store store = open(file)) {
            assertThat(store.query(Query.of("c")).entries())
                    .extracting(Entry::key)
                    .containsExactlyInAnyOrder("before", "counter", "after");
            assertThat(store.retrieve("c", "counter").orElseThrow().document().number("n"))
                    .contains(BigDecimal.valueOf(6));
        }
    }

    @Test
    void commit_processKilled_keepsWhatWasAcknowledgedWholeAndOnce() throws Exception {
        long revision = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = killAfter(round, 5 + 7 * round);
            try (Store store = open(file)) {
                Set<String> left = keys(store, "left");
                assertThat(keys(store, "right")).isEqualTo(left);
                for (long n = 0; n <= acknowledged; n++) {
                    assertThat(left).contains(round + "-" + n);
                }
                // at most the one commit that was under way
                assertThat(left).doesNotContain(round + "-" + (acknowledged + 2));
                Entry next = store.store("c", "round", Document.empty());
                assertThat(next.revision()).isGreaterThan(revision);
                revision = next.revision();
            }
        }
    }

    /** Kills a child once it has acknowledged so many commits; returns the last that it did, the pipe drained. */
    private long killAfter(int round, int commits) throws IOException, InterruptedException {
        Process child = start("commit", Integer.toString(round));
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            List<String> complete = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                complete.add(line);
                if (complete.size() == commits) {
                    child.toHandle().destroyForcibly();
                }
            }
            child.waitFor();
            assertThat(complete)
                    .as(Files.readString(directory.resolve("errors-" + children.indexOf(child))))
                    .hasSizeGreaterThanOrEqualTo(commits);
            return complete.size() - 1L;
        }
    }

    private static Set<String> keys(Store store, String collection) {
        return store.query(Query.of(collection)).entries().stream()
                .map(Entry::key)
                .collect(Collectors.toSet());
    }
}

package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Followers beside writers: of this process, of others, and of some that are killed. */
@Timeout(300)
class FollowingTest {
    private static final int WRITERS = 8;
    private static final int BATCH = 50;
    private static final int ROUNDS = 4;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Process> children = new ArrayList<>();
    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("shared.db");
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        for (Process child : children) {
            child.toHandle().destroyForcibly();
            child.waitFor();
        }
    }

    /** Follows until what is to be followed has ended, and then once more. */
    private static Follower follow(Store store, List<Future<?>> writers)
            throws ExecutionException, InterruptedException {
        Follower follower = new Follower();
        while (!writers.stream().allMatch(Future::isDone)) {
            follower.catchUp(store, BATCH);
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        follower.catchUp(store, BATCH);
        return follower;
    }

    private static Callable<?> writer(Store store, String name, CountDownLatch begun) {
        return () -> {
            begun.countDown();
            begun.await();
            Child.change(store, name, Child.CHANGES, n -> {});
            return null;
        };
    }

    @Test
    void changes_besideEightWriters_missNothingAndTellNothingTwice() throws Exception {
        try (Store store = open(file)) {
            CountDownLatch begun = new CountDownLatch(WRITERS);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(writer(store, "w" + i % 3, begun)));
            }
            Follower follower = follow(store, writers);
            follower.assertHoldsAllOf(store);
            assertThat(follower.reached()).isEqualTo(store.lastRevision());
            assertThat(store.verify().findings()).isEmpty();
        }
    }

    private Process start(String task, String name) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dorg.sqlite.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        task,
                        file.toString(),
                        name)
                .redirectError(errors(children.size()).toFile())
                .start();
        children.add(child);
        return child;
    }

    private Path errors(int child) {
        return directory.resolve("errors-" + child);
    }

    /** Returns what ends when the child has ended well. */
    private Callable<?> ended(Process child) {
        int number = children.indexOf(child);
        return () -> {
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> {});
            }
            assertThat(child.waitFor()).as(Files.readString(errors(number))).isZero();
            return null;
        };
    }

    private Callable<?> otherProgram() {
        return () -> {
            try (Connection connection = MarcusFiles.connect(file)) {
                for (int i = 0; i < Child.CHANGES; i++) {
                    foreign(connection, MarcusFiles.MARCUS_STORE, "shared", "k" + i % 31, "{\"n\": " + i + "}");
                    if (i % 2 == 0) {
                        foreign(
                                connection,
                                "DELETE FROM persistence WHERE collection = ? AND key = ?",
                                "shared",
                                "k" + (i + 5) % 31);
                    }
                }
            }
            return null;
        };
    }

    private static void foreign(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Test
    void changes_ofTwoStoresAChildAndAnotherProgram_areToldInOrderByEither() throws Exception {
        try (Store one = open(file);
                Store other = open(file)) {
            one.store("shared", "first", Document.empty());
            CountDownLatch begun = new CountDownLatch(2);
            List<Future<?>> writers = List.of(
                    threads.submit(ended(start("changeSome", "child"))),
                    threads.submit(writer(one, "one", begun)),
                    threads.submit(writer(other, "other", begun)),
                    threads.submit(otherProgram()));
            Future<Follower> second = threads.submit(() -> follow(other, writers));
            Follower first = follow(one, writers);
            first.assertHoldsAllOf(other);
            second.get().assertHoldsAllOf(one);
            assertThat(first.reached()).isEqualTo(other.lastRevision());
            Follower anew = new Follower();
            anew.catchUp(other, BATCH);
            anew.assertHoldsAllOf(one);
            assertThat(one.verify().findings()).isEmpty();
        }
    }

    @Test
    void changes_ofProcessesThatAreKilled_areToldAsFarAsTheyAreThere() throws Exception {
        Follower follower = new Follower();
        for (int round = 0; round < ROUNDS; round++) {
            Process child = start("change", "round" + round % 2);
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                for (int n = 0; n < 20 + 30 * round; n++) {
                    assertThat(lines.readLine())
                            .as(Files.readString(errors(round)))
                            .isNotNull();
                }
                child.toHandle().destroyForcibly();
                lines.lines().forEach(line -> {});
            }
            child.waitFor();
            try (Store store = open(file)) {
                follower.catchUp(store, BATCH);
                follower.assertHoldsAllOf(store);
                store.delete("shared", "k" + round);
                store.store("shared", "mark" + round, Document.empty());
            }
        }
        try (Store store = open(file)) {
            follower.catchUp(store, BATCH);
            follower.assertHoldsAllOf(store);
            assertThat(store.verify().findings()).isEmpty();
        }
    }
}

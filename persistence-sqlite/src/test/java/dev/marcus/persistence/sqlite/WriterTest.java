package dev.marcus.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The queue, the groups, and who is told what when. */
@Timeout(120)
class WriterTest {
    private static final Document SMALL = Document.parse("{\"v\":1}");

    @TempDir
    Path directory;

    private Path path;
    private Writer writer;

    @BeforeEach
    void open() {
        path = directory.resolve("store.db");
        MarcusFiles.open(path).close();
        writer = writer(SqliteBackendProvider.Level.DISK, Duration.ofSeconds(5));
    }

    private Writer writer(SqliteBackendProvider.Level level, Duration busyTimeout) {
        return new Writer(new DatabaseFile(path, level, busyTimeout), Clock.systemUTC(), Duration.ofDays(7)).start();
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private static Commit put(String key) {
        return Commit.of(new Change.Put("c", key, SMALL, null));
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.join();
            throw new AssertionError("succeeded (expected: a failure)");
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    /** Runs the action while no commit can be written. */
    private <T> T whileLocked(Callable<T> action) throws Exception {
        try (Connection other = MarcusFiles.connect(path);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            T answer = action.call();
            statement.execute("ROLLBACK");
            return answer;
        }
    }

    @Test
    void commitAsync_whileAnotherHoldsTheLock_returnsAtOnceAndKeepsThousandsInFlight() throws Exception {
        List<CompletableFuture<CommitResult>> handedIn = whileLocked(() -> {
            List<CompletableFuture<CommitResult>> futures = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                futures.add(writer.commitAsync(put("k" + i % 100)));
            }
            assertThat(futures).noneMatch(CompletableFuture::isDone);
            assertThat(writer.status().waitingCommits()).isGreaterThan(8000);
            return futures;
        });
        long last = 0;
        for (CompletableFuture<CommitResult> future : handedIn) {
            assertThat(future.join().revision()).isGreaterThan(last);
            last = future.join().revision();
        }
        assertThat(writer.status().waitingCommits()).isZero();
        assertThat(writer.status().syncs()).isLessThan(1000);
    }

    @Test
    void commitAsync_moreThanThereIsRoomFor_waitsUntilOthersAreTold() throws Exception {
        byte[] text = ("{\"v\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Document large = Document.parse(text);
        int most = (int) (CommitQueue.MOST_BYTES / large.size()) + 1;
        List<CompletableFuture<CommitResult>> handedIn = new ArrayList<>();
        CountDownLatch full = new CountDownLatch(most - 2);
        Thread caller = new Thread(() -> {
            for (int i = 0; i < most + 3; i++) {
                handedIn.add(writer.commitAsync(Commit.of(new Change.Put("c", "k" + i % 3, large, null))));
                full.countDown();
            }
        });
        whileLocked(() -> {
            caller.start();
            full.await();
            while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            caller.interrupt(); // does not cut the waiting short
            return assertThat(handedIn).hasSizeLessThan(most);
        });
        caller.join();
        assertThat(handedIn)
                .hasSize(most + 3)
                .allSatisfy(future -> assertThat(future.join().revision()).isPositive());
    }

    /** Runs on the thread that completes futures. */
    private <T> CompletableFuture<T> inCallback(java.util.function.Supplier<T> action) throws Exception {
        return whileLocked(() -> writer.commitAsync(put("first")).thenApply(result -> action.get()));
    }

    @Test
    void commitAsync_fromACallbackWithoutRoom_isRefusedInsteadOfWaitingForItself() throws Exception {
        Commit large = Commit.of(new Change.DeleteOlderThan("none", java.time.Instant.EPOCH, 1 << 18));
        CompletableFuture<CommitResult> flooding = inCallback(() -> {
            while (true) {
                CompletableFuture<?> unused = writer.commitAsync(large);
            }
        });
        assertThat(failure(flooding))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("(expected: at most 100000 commits");
        assertThat(writer.commit(put("after")).revision()).isPositive();
    }

    @Test
    void commit_fromACallbackOnTheThreadThatWrites_isRefused() throws Exception {
        assertThat(failure(inCallback(() -> writer.commit(put("inside")))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("commitAsync there");
        CompletableFuture<CommitResult> handedIn = whileLocked(
                () -> writer.commitAsync(put("first")).thenCompose(first -> writer.commitAsync(put("inside"))));
        assertThat(handedIn.join().revision()).isPositive();
    }

    @Test
    void commit_interrupted_isWrittenAndTheFlagStays() throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            writer.commit(put("interrupted"));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        whileLocked(() -> {
            CompletableFuture<?> unused = writer.commitAsync(put("leader"));
            caller.start();
            while (caller.getState() == Thread.State.NEW || writer.status().waitingCommits() == 0) {
                Thread.onSpinWait();
            }
            return assertThat(flag).isNotDone();
        });
        assertThat(flag.join()).isTrue();
        try (Store store = MarcusFiles.open(path)) {
            assertThat(store.retrieve("c", "interrupted")).isPresent();
        }
    }

    @Test
    void commit_afterClosing_isRefused() {
        Writer closed = writer(SqliteBackendProvider.Level.DISK, Duration.ofSeconds(1));
        closed.close();
        assertThatThrownBy(() -> closed.commit(put("k"))).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> closed.commitAsync(put("k"))).isInstanceOf(StoreClosedException.class);
    }

    private static Commit demandingDisk(String key) {
        return Commit.builder().put("c", key, SMALL).durability(Durability.DISK).build();
    }

    @Test
    void sync_levelProcess_isOneForAllThatWaitAndNoneIfNothingIsUnsynced() throws Exception {
        try (Writer lax = writer(SqliteBackendProvider.Level.PROCESS, Duration.ofSeconds(5))) {
            lax.sync().join();
            assertThat(lax.status().syncs()).isZero();
            lax.commit(demandingDisk("first"));
            lax.sync().join();
            assertThat(lax.status().syncs()).isEqualTo(1);

            lax.commit(put("unsynced"));
            long before = lax.status().syncs();
            whileLocked(() -> {
                        List<CompletableFuture<Void>> wishes = new ArrayList<>();
                        for (int i = 0; i < 100; i++) {
                            wishes.add(lax.sync());
                        }
                        return wishes;
                    })
                    .forEach(CompletableFuture::join);
            assertThat(lax.status().syncs() - before).isBetween(0L, 3L);
        }
    }

    @Test
    void commit_levelProcess_isSyncedWithoutBeingAskedAndAtClosing() {
        try (Writer lax = writer(SqliteBackendProvider.Level.PROCESS, Duration.ofSeconds(5))) {
            lax.commit(put("k"));
            while (lax.status().syncs() == 0) {
                Thread.onSpinWait();
            }
            assertThat(lax.commit(put("k")).revision()).isGreaterThan(1);
        }
    }

    @Test
    void log_underConstantLoad_doesNotGrowForEver() {
        Document document = Document.builder().put("v", "x".repeat(1000)).build();
        for (int round = 0; round < 60; round++) {
            Commit.Builder commit = Commit.builder();
            for (int i = 0; i < 1000; i++) {
                commit.put("c", round % 7 + "-" + i, document);
            }
            writer.commit(commit.build());
        }
        assertThat(writer.status().journalBytes()).isPositive().isLessThan(40L << 20);
    }
}

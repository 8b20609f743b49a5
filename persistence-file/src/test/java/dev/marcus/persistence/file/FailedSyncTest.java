package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the journal is synced, and what holds when that fails, or when a write can neither be made nor be taken back. */
class FailedSyncTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path directory;

    /** Counts the syncs of files, and fails them from when it is told to. */
    private static final class SyncingDisk extends WatchedDisk {
        private final AtomicInteger syncs = new AtomicInteger();
        private final AtomicBoolean failNext = new AtomicBoolean();

        @Override
        void before(String operation, Path file) throws IOException {
            if (operation.equals("force")) {
                syncs.incrementAndGet();
                if (failNext.getAndSet(false)) {
                    throw new IOException("a sync fails in this test");
                }
            }
        }
    }

    private PersistenceBackend open(Disk disk, Durability durability, InstantSource clock, long checkpointBytes) {
        Capabilities capabilities = new Capabilities(Set.of(Capability.ATOMIC_COMMIT), durability, Limits.DEFAULT);
        return FileBackend.open(disk, directory, capabilities, clock, Duration.ofDays(7), checkpointBytes);
    }

    private static Commit commit(int n) {
        return Commit.builder()
                .put("c", "k" + n, Document.of(Map.of("text", "x".repeat(200))))
                .build();
    }

    @Test
    void commit_oneAfterTheOtherWithoutAPause_isSyncedWithinASetTime() {
        SyncingDisk disk = new SyncingDisk();
        try (PersistenceBackend backend = open(disk, Durability.PROCESS, CLOCK, Long.MAX_VALUE)) {
            int before = disk.syncs.get();
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            for (int n = 0; disk.syncs.get() == before && System.nanoTime() - end < 0; n++) {
                backend.commit(commit(n % 100));
            }
            assertThat(disk.syncs.get()).isGreaterThan(before);
        }
    }

    @Test
    void checkpoint_syncOfTheJournalFails_refusesWritesFromThenOn_andAnswersReads() {
        SyncingDisk disk = new SyncingDisk();
        PersistenceBackend backend = open(disk, Durability.PROCESS, CLOCK, 1000);
        disk.failNext.set(true);
        assertThatThrownBy(() -> {
                    for (int n = 0; n < 20; n++) {
                        backend.commit(commit(n));
                    }
                })
                .isInstanceOf(OutcomeUnknownException.class);
        int syncs = disk.syncs.get();
        assertThatThrownBy(() -> backend.commit(commit(99))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(backend.retrieve("c", "k0")).isPresent();
        assertThatThrownBy(backend::close).isInstanceOf(OutcomeUnknownException.class);
        assertThat(disk.syncs.get()).as("a failed sync is not tried again").isEqualTo(syncs);
        open(disk, Durability.PROCESS, CLOCK, 1000).close();
    }

    @Test
    void close_syncOfAcknowledgedCommitsFails_isAnError() {
        SyncingDisk disk = new SyncingDisk();
        PersistenceBackend backend = open(disk, Durability.PROCESS, CLOCK, Long.MAX_VALUE);
        disk.failNext.set(true);
        backend.commit(commit(1));
        assertThatThrownBy(backend::close)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining(directory.getFileName().toString());
        open(disk, Durability.PROCESS, CLOCK, Long.MAX_VALUE).close();
    }

    @Test
    void commit_writtenButNotTakenBackAfterAFailure_isOfUnknownOutcome() {
        AtomicBoolean failing = new AtomicBoolean();
        Disk disk = new WatchedDisk() {
            @Override
            public Appender create(Path file) throws IOException {
                Appender appender = super.create(file);
                return new Appender() {
                    @Override
                    public void append(byte[] bytes) throws IOException {
                        appender.append(bytes);
                        if (failing.get()) {
                            throw new IOException("the write fails in this test, and cannot be taken back");
                        }
                    }

                    @Override
                    public void reserve(long length) throws IOException {
                        appender.reserve(length);
                    }

                    @Override
                    public void force() throws IOException {
                        if (failing.get()) {
                            throw new IOException("closed");
                        }
                        appender.force();
                    }

                    @Override
                    public long size() {
                        return appender.size();
                    }

                    @Override
                    public void close() throws IOException {
                        appender.close();
                    }
                };
            }
        };
        try (PersistenceBackend backend = open(disk, Durability.DISK, CLOCK, Long.MAX_VALUE)) {
            failing.set(true);
            assertThatThrownBy(() -> backend.commit(commit(1))).isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> backend.commit(commit(2))).isInstanceOf(OutcomeUnknownException.class);
        }
        failing.set(false);
        try (PersistenceBackend again = open(disk, Durability.DISK, CLOCK, Long.MAX_VALUE)) {
            assertThat(again.retrieve("c", "k1")).isPresent();
            assertThat(again.retrieve("c", "k2")).isEmpty();
        }
    }

    @Test
    void open_endsWithAnError_givesTheLockBack() {
        Disk disk = new WatchedDisk() {
            @Override
            void before(String operation, Path file) {
                throw new OutOfMemoryError("in this test");
            }
        };
        assertThatThrownBy(() -> open(disk, Durability.DISK, CLOCK, 1000)).isInstanceOf(OutOfMemoryError.class);
        open(new RealDisk(), Durability.DISK, CLOCK, 1000).close();
    }

    @Test
    void close_onTheThreadThatWrites_isRefused_andKeepsTheLock() {
        AtomicReference<PersistenceBackend> opened = new AtomicReference<>();
        InstantSource closing = () -> {
            PersistenceBackend backend = opened.getAndSet(null);
            if (backend != null) {
                backend.close();
            }
            return Instant.parse("2026-10-01T12:00:00Z");
        };
        try (PersistenceBackend backend = open(new RealDisk(), Durability.DISK, closing, 1000)) {
            opened.set(backend);
            assertThatThrownBy(() -> backend.commit(commit(1))).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> open(new RealDisk(), Durability.DISK, CLOCK, 1000))
                    .isInstanceOf(TransientException.class);
        }
    }

    @Test
    void commitAsync_moreThanAreTakenAtOnce_waitsForRoom_andAllAreWritten() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        InstantSource heldUp = () -> {
            await(held);
            return CLOCK.instant();
        };
        try (PersistenceBackend backend = open(new WatchedDisk(), Durability.DISK, heldUp, Long.MAX_VALUE)) {
            AtomicInteger handedIn = new AtomicInteger();
            AtomicReference<CompletableFuture<?>> last = new AtomicReference<>(backend.commitAsync(commit(0)));
            Thread eager = new Thread(() -> {
                for (int n = 1; n <= 150_000; n++) {
                    last.set(backend.commitAsync(commit(n % 10)));
                    handedIn.incrementAndGet();
                }
            });
            eager.start();
            Awaitility.await().until(() -> eager.getState() == Thread.State.WAITING);
            assertThat(handedIn).hasValueBetween(50_000, 100_000);
            assertThat(backend.status().waitingCommits()).isBetween(50_000L, 100_000L);
            held.countDown();
            eager.join();
            last.get().join();
            assertThat(handedIn).hasValue(150_000);
            assertThat(backend.status().waitingCommits()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

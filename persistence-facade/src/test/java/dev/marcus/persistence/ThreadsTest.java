package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whatever happens to a write on its way in, its future ends, and closing does not wait for ever. */
class ThreadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void write_handingInEndsWithAnError_endsItsFuture_andClosingDoesNotHang() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Threads threads = new Threads();
            CompletableFuture<String> future = threads.write(() -> {
                throw new StackOverflowError("in this test");
            });
            assertThatThrownBy(future::join).hasCauseInstanceOf(StackOverflowError.class);
            threads.close();
        });
    }

    @Test
    void close_whileWritesAreHandedIn_endsEveryFuture() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int round = 0; round < 20; round++) {
                Threads threads = new Threads();
                CountDownLatch started = new CountDownLatch(1);
                CompletableFuture<List<CompletableFuture<Integer>>> writing = new CompletableFuture<>();
                Thread writer = new Thread(() -> {
                    List<CompletableFuture<Integer>> futures = new ArrayList<>();
                    try {
                        for (int n = 0; n < 20000; n++) {
                            int result = n;
                            futures.add(threads.write(() -> CompletableFuture.completedFuture(result)));
                            futures.add(threads.read(() -> result));
                            started.countDown();
                        }
                        writing.complete(futures);
                    } catch (RuntimeException e) {
                        writing.completeExceptionally(e);
                    }
                });
                writer.start();
                started.await();
                while (writer.isAlive()) {
                    threads.close();
                }
                for (CompletableFuture<Integer> future : writing.join()) {
                    assertThat(future.join()).isNotNegative();
                }
                threads.close();
            }
        });
    }
}

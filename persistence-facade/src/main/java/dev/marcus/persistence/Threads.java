package dev.marcus.persistence;

import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads behind the asynchronous face, started when first used: one that hands writes in, in their order, and some
 * that read. Platform threads, because some backends call native code, which would hold the carrier of a virtual one.
 */
final class Threads implements AutoCloseable {
    private static final int READERS = 2 * Runtime.getRuntime().availableProcessors();

    private final ThreadGroup group = new ThreadGroup("persistence");

    /** Writes that were handed in and whose callers have not been told the end. */
    private final Map<Object, CompletableFuture<?>> unanswered = new ConcurrentHashMap<>();

    private @Nullable ExecutorService writer;
    private @Nullable ExecutorService readers;

    /** Runs the handing in on the writing thread; what follows on the future runs on the threads that read. */
    <T> CompletableFuture<T> write(Supplier<CompletableFuture<T>> handIn) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        Object handedIn = new Object();
        unanswered.put(handedIn, promise);
        start(promise, handedIn, handIn);
        return promise;
    }

    /** Together with the choice of the threads, so that closing does not end them in between. */
    private synchronized <T> void start(
            CompletableFuture<T> promise, Object handedIn, Supplier<CompletableFuture<T>> handIn) {
        ExecutorService answering = readers();
        writer().execute(() -> {
            try {
                CompletableFuture<?> unused = handIn.get()
                        .whenCompleteAsync(
                                (result, failure) -> {
                                    if (failure == null) {
                                        promise.complete(result);
                                    } else {
                                        promise.completeExceptionally(failure);
                                    }
                                    unanswered.remove(handedIn);
                                },
                                answering);
            } catch (RuntimeException | Error e) {
                promise.completeExceptionally(e);
                unanswered.remove(handedIn);
            }
        });
    }

    synchronized <T> CompletableFuture<T> read(Supplier<T> operation) {
        return CompletableFuture.supplyAsync(operation, readers());
    }

    /** Returns how many writes were handed in whose callers have not been told the end. */
    int unansweredWrites() {
        return unanswered.size();
    }

    private synchronized ExecutorService writer() {
        ExecutorService started = writer;
        if (started == null) {
            started = Executors.newSingleThreadExecutor(named("persistence-async-writer-"));
            writer = started;
        }
        return started;
    }

    private synchronized ExecutorService readers() {
        ExecutorService started = readers;
        if (started == null) {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    READERS, READERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("persistence-async-"));
            pool.allowCoreThreadTimeOut(true);
            started = pool;
            readers = started;
        }
        return started;
    }

    private ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(group, task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Ends the threads after what was handed in is done; they start again if they are needed again.
     *
     * @throws InvalidRequestException if called from one of these threads, which then would wait for itself
     */
    @Override
    public void close() {
        if (Thread.currentThread().getThreadGroup() == group) {
            throw new InvalidRequestException("close was called from a callback on a thread of the same persistence"
                    + " (expected: another thread; the persistence stays open)");
        }
        ExecutorService handingIn;
        ExecutorService answering;
        synchronized (this) {
            handingIn = writer;
            answering = readers;
            writer = null;
            readers = null;
        }
        end(handingIn);
        unanswered.values().forEach(Threads::awaitEnd);
        end(answering);
    }

    /** Waits for the end, good or bad; an interrupt does not cut it short. */
    private static void awaitEnd(CompletableFuture<?> promise) {
        CompletableFuture<?> ended = promise.handle((result, failure) -> true);
        ended.join();
    }

    /** Waits for what runs and what was handed in; an interrupt does not cut it short. */
    static void end(@Nullable ExecutorService threads) {
        if (threads == null) {
            return;
        }
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

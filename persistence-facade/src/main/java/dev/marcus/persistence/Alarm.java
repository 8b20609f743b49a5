package dev.marcus.persistence;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks later, one at a time, until it is closed. */
interface Alarm extends AutoCloseable {
    /** Runs the task after this time; never if it is closed before. */
    void after(Duration delay, Runnable task);

    /** Waits for the task that runs, and runs no other. */
    @Override
    void close();

    /** Returns one with a daemon thread of this name. */
    static Alarm onThread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRejectedExecutionHandler((task, closed) -> {}); // what comes after closing is never run
        return new Alarm() {
            @Override
            public void after(Duration delay, Runnable task) {
                var unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                Threads.end(executor);
            }
        };
    }
}

package dev.marcus.persistence;

import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Cleans up again and again, each time after the interval and up to a tenth more or less of it, so that processes that were
 * started together do not clean up together. A failure is logged and ends nothing; the closing of the store does.
 */
final class CleanupSchedule {
    private static final System.Logger LOG = System.getLogger(CleanupSchedule.class.getName());

    private final Duration interval;
    private final Alarm alarm;
    private final DoubleSupplier random;
    private final Supplier<CleanupReport> cleanup;

    /**
     * Takes what to do, and numbers from 0 to 1.
     *
     * @throws InvalidRequestException if the interval is not from a millisecond to a hundred years
     */
    CleanupSchedule(Duration interval, Alarm alarm, DoubleSupplier random, Supplier<CleanupReport> cleanup) {
        this.interval = checkInterval(interval);
        this.alarm = alarm;
        this.random = random;
        this.cleanup = cleanup;
    }

    static Duration checkInterval(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.compareTo(Duration.ofDays(36_525)) > 0) {
            throw new InvalidRequestException(
                    "interval: " + interval + " (expected: from a millisecond to a hundred years)");
        }
        return interval;
    }

    void start() {
        double factor = 0.9 + 0.2 * random.getAsDouble();
        alarm.after(Duration.ofMillis(Math.max(1, (long) (interval.toMillis() * factor))), this::run);
    }

    private void run() {
        try {
            log(cleanup.get());
        } catch (StoreClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store is closed: no cleanup any more.");
            return;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "A cleanup failed, and is tried again in about " + interval + ".", e);
        }
        start();
    }

    private void log(CleanupReport report) {
        for (CleanupReport.Line line : report.lines()) {
            if (line.failure() != null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The cleanup of '" + line.collection() + "' failed, and is tried again in about " + interval
                                + ".",
                        line.failure());
            }
        }
    }

    void close() {
        alarm.close();
    }
}

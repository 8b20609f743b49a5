package dev.marcus.persistence;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is kept of collections, the removal of the rest, and what became of it. For any number of threads. */
final class Retention {
    private static final List<String> USUAL = List.of("events", "decisions", "implementations", "patterns");

    private final InstantSource clock;
    private final Map<String, List<Keep>> rules = new LinkedHashMap<>();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable CleanupReport last;
    private volatile @Nullable CleanupSchedule schedule;

    private Retention(InstantSource clock, Map<String, List<Keep>> rules) {
        this.clock = clock;
        rules.forEach((collection, kept) -> this.rules.put(collection, List.copyOf(kept)));
    }

    CleanupReport cleanup(Store store, Duration age) {
        Keep keep = Keep.youngerThan(age);
        Map<String, List<Keep>> all = new LinkedHashMap<>();
        (rules.isEmpty() ? USUAL : rules.keySet()).forEach(collection -> all.put(collection, List.of(keep)));
        return cleanup(store, all);
    }

    CleanupReport cleanup(Store store) {
        return cleanup(store, rules);
    }

    private CleanupReport cleanup(Store store, Map<String, List<Keep>> each) {
        Instant now = clock.instant();
        List<CleanupReport.Line> lines = new ArrayList<>();
        each.forEach((collection, kept) -> lines.add(line(store, collection, kept, now)));
        CleanupReport report = new CleanupReport(now, lines);
        runs.incrementAndGet();
        removed.addAndGet(report.removed());
        failures.addAndGet(lines.stream().filter(line -> line.failure() != null).count());
        last = report;
        return report;
    }

    private CleanupReport.Line line(Store store, String collection, List<Keep> kept, Instant now) {
        long gone = 0;
        try {
            for (Keep rule : kept) {
                gone += rule.clean(store, collection, now);
            }
            return new CleanupReport.Line(collection, gone, null);
        } catch (StoreClosedException e) {
            throw e;
        } catch (PersistenceException e) {
            return new CleanupReport.Line(collection, gone, e);
        } catch (RuntimeException | Error e) {
            failures.incrementAndGet();
            throw e;
        }
    }

    /** Has it done by itself from now on, until it is closed. */
    void start(CleanupSchedule started) {
        schedule = started;
        started.start();
    }

    /** Waits for a cleanup under way; to be called when the store is closed, which ends that at its next batch. */
    void close() {
        CleanupSchedule started = schedule;
        if (started != null) {
            started.close();
        }
    }

    long runs() {
        return runs.get();
    }

    long removed() {
        return removed.get();
    }

    long failures() {
        return failures.get();
    }

    Optional<CleanupReport> last() {
        return Optional.ofNullable(last);
    }

    /** Collects the settings. */
    static final class Builder {
        private final Map<String, List<Keep>> rules = new LinkedHashMap<>();

        void keep(String collection, Keep rule) {
            rules.computeIfAbsent(Names.checkCollection(collection), any -> new ArrayList<>())
                    .add(rule);
        }

        boolean isEmpty() {
            return rules.isEmpty();
        }

        Retention build(InstantSource clock) {
            return new Retention(clock, rules);
        }
    }
}

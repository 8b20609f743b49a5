package dev.marcus.persistence;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.store.Store;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the entries of collections are kept. */
final class Retention {
    private static final List<String> USUAL = List.of("events", "decisions", "implementations", "patterns");

    private final InstantSource clock;
    private final Map<String, Duration> ages;

    private Retention(InstantSource clock, Map<String, Duration> ages) {
        this.clock = clock;
        this.ages = Collections.unmodifiableMap(new LinkedHashMap<>(ages));
    }

    CleanupReport cleanup(Store store, Duration age) {
        checkAge(age);
        Map<String, Duration> all = new LinkedHashMap<>();
        (ages.isEmpty() ? USUAL : ages.keySet()).forEach(collection -> all.put(collection, age));
        return cleanup(store, all);
    }

    CleanupReport cleanup(Store store) {
        return cleanup(store, ages);
    }

    private CleanupReport cleanup(Store store, Map<String, Duration> each) {
        Instant now = clock.instant();
        List<CleanupReport.Line> lines = new ArrayList<>();
        each.forEach((collection, age) -> {
            try {
                lines.add(new CleanupReport.Line(collection, store.clearOld(collection, before(now, age)), null));
            } catch (StoreClosedException e) {
                throw e;
            } catch (PersistenceException e) {
                lines.add(new CleanupReport.Line(collection, 0, e));
            }
        });
        return new CleanupReport(lines);
    }

    private static Instant before(Instant now, Duration age) {
        try {
            return now.minus(age);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN; // longer ago than time goes: everything is younger
        }
    }

    private static void checkAge(Duration age) {
        if (age.isNegative()) {
            throw new InvalidRequestException("age: " + age + " (expected: not negative)");
        }
    }

    /** Collects the settings. */
    static final class Builder {
        private final Map<String, Duration> ages = new LinkedHashMap<>();

        void keep(String collection, Duration age) {
            Names.checkCollection(collection);
            checkAge(age);
            ages.put(collection, age);
        }

        Retention build(InstantSource clock) {
            return new Retention(clock, ages);
        }
    }
}

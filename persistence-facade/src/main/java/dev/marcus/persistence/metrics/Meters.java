package dev.marcus.persistence.metrics;

import dev.marcus.persistence.cache.CachingStore;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreDescription;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one store in a registry, and their removal. There are as many timers as operations, outcomes and declared
 * collections that occurred, however many collections there are. Measuring never fails an operation.
 */
final class Meters {
    /** The collection of whatever is not of one declared collection alone. */
    static final String OTHER = "_other";

    private static final System.Logger LOG = System.getLogger(Meters.class.getName());
    private static final String WAITING = "persistence.commits.waiting";

    private final MeterRegistry registry;
    private final Set<String> declared;
    private final Tags tags;
    private final Map<Measured, Timer> timers = new ConcurrentHashMap<>();
    private final List<Meter> registered = new ArrayList<>();
    private boolean closed;
    private volatile boolean failed;

    private record Measured(String operation, String outcome, String collection) {}

    /**
     * Adds the meters of the store, and of its cache if it has one; two stores that are called the same are told apart by a
     * number. If the registry refuses one, none is left in it.
     */
    Meters(MeterRegistry registry, Set<String> declared, Store store, StoreFigures figures) {
        this.registry = registry;
        this.declared = new HashSet<>(declared);
        synchronized (registry) { // so that two that open at once do not take one name
            tags = freeName(registry, store.description());
            try {
                add(figures);
                addTransactions(figures);
                addCleanups(figures);
                if (store instanceof CachingStore cache) {
                    add(cache);
                }
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }
    }

    private static Tags freeName(MeterRegistry registry, StoreDescription store) {
        String place = store.location().isEmpty() ? "default" : store.location();
        Tags name = Tags.of("backend", store.scheme(), "store", place);
        for (int n = 2; registry.find(WAITING).tags(name).meter() != null; n++) {
            name = Tags.of("backend", store.scheme(), "store", place + "#" + n);
        }
        return name;
    }

    private void add(StoreFigures figures) {
        keep(Gauge.builder(WAITING, figures, StoreFigures::waitingCommits)
                .description("Commits that have been handed in and are not written yet")
                .tags(tags)
                .register(registry));
        keep(Gauge.builder("persistence.async.writes", figures, StoreFigures::asyncWrites)
                .description("Asynchronous writes whose callers have not been told the end")
                .tags(tags)
                .register(registry));
        keep(Gauge.builder("persistence.journal.size", figures, StoreFigures::journalBytes)
                .description("The journal that a reopening after a kill would read")
                .baseUnit(BaseUnits.BYTES)
                .tags(tags)
                .register(registry));
        keep(FunctionTimer.builder(
                        "persistence.sync", figures, StoreFigures::syncs, StoreFigures::syncNanos, TimeUnit.NANOSECONDS)
                .description("Times that data was forced to the medium")
                .tags(tags)
                .register(registry));
    }

    private void addTransactions(StoreFigures figures) {
        String ended = "Transactions, by how they ended";
        keep(FunctionCounter.builder("persistence.transactions", figures, StoreFigures::transactionsCommitted)
                .description(ended)
                .tags(tags.and("outcome", "committed"))
                .register(registry));
        keep(FunctionCounter.builder("persistence.transactions", figures, StoreFigures::transactionsFailed)
                .description(ended)
                .tags(tags.and("outcome", "failed"))
                .register(registry));
        keep(FunctionCounter.builder("persistence.transaction.retries", figures, StoreFigures::transactionsRetried)
                .description("Attempts of transactions that met a conflict and were followed by another")
                .tags(tags)
                .register(registry));
    }

    private void addCleanups(StoreFigures figures) {
        keep(FunctionCounter.builder("persistence.cleanup.runs", figures, StoreFigures::cleanups)
                .description("Cleanups, whoever asked for them")
                .tags(tags)
                .register(registry));
        keep(FunctionCounter.builder("persistence.cleanup.removed", figures, StoreFigures::cleanedUp)
                .description("Entries that cleanups removed")
                .tags(tags)
                .register(registry));
        keep(FunctionCounter.builder("persistence.cleanup.failures", figures, StoreFigures::failedCleanups)
                .description("Collections that a cleanup could not finish")
                .tags(tags)
                .register(registry));
        keep(Gauge.builder("persistence.cleanup.last", figures, StoreFigures::lastCleanup)
                .description("When the last cleanup began, in seconds since 1970")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry));
    }

    private void add(CachingStore cache) {
        String gets = "Reads by key, by whether the cache answered them";
        keep(FunctionCounter.builder("persistence.cache.gets", cache, CachingStore::hits)
                .description(gets)
                .tags(tags.and("result", "hit"))
                .register(registry));
        keep(FunctionCounter.builder("persistence.cache.gets", cache, CachingStore::misses)
                .description(gets)
                .tags(tags.and("result", "miss"))
                .register(registry));
        keep(FunctionCounter.builder("persistence.cache.evictions", cache, CachingStore::evictions)
                .description("Entries dropped from the cache for want of room")
                .tags(tags)
                .register(registry));
        keep(Gauge.builder("persistence.cache.entries", cache, CachingStore::entries)
                .description("Entries in the cache")
                .tags(tags)
                .register(registry));
        keep(Gauge.builder("persistence.cache.size", cache, CachingStore::bytes)
                .description("What the entries in the cache take")
                .baseUnit(BaseUnits.BYTES)
                .tags(tags)
                .register(registry));
    }

    private synchronized void keep(Meter meter) {
        registered.add(meter);
    }

    /** Returns the time by the registry's clock. */
    long now() {
        return registry.config().clock().monotonicTime();
    }

    /** Returns the name if it is declared. */
    String tagOf(@Nullable String collection) {
        return collection != null && declared.contains(collection) ? collection : OTHER;
    }

    /** Returns the one declared collection that all changes are of. */
    String tagOf(Commit commit) {
        String only = null;
        for (Change change : commit.changes()) {
            if (only != null && !only.equals(change.collection())) {
                return OTHER;
            }
            only = change.collection();
        }
        return tagOf(only);
    }

    /** Counts an operation that has just ended. */
    void record(String operation, String collection, @Nullable Throwable failure, long began) {
        try {
            long nanos = now() - began;
            Timer timer = timer(new Measured(operation, Outcome.of(failure), collection));
            if (timer != null) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.log(System.Logger.Level.WARNING, "An operation could not be measured; told only once.", e);
            }
        }
    }

    private @Nullable Timer timer(Measured measured) {
        Timer known = timers.get(measured);
        return known != null ? known : register(measured);
    }

    private synchronized @Nullable Timer register(Measured measured) {
        if (closed) {
            return null; // would stay in the registry for ever
        }
        return timers.computeIfAbsent(measured, key -> {
            Timer timer = Timer.builder("persistence.operation")
                    .description("Operations of the store, from the call to its end")
                    .tags(tags.and("operation", key.operation, "outcome", key.outcome, "collection", key.collection))
                    .register(registry);
            registered.add(timer);
            return timer;
        });
    }

    /** Removes everything from the registry; what ends later is not measured. */
    synchronized void close() {
        closed = true;
        timers.clear();
        registered.forEach(registry::remove);
        registered.clear();
    }
}

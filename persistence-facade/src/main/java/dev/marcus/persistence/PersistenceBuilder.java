package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.advice.Adviser;
import dev.marcus.persistence.cache.CachingStore;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.metrics.CleanupFigures;
import dev.marcus.persistence.metrics.MeteredStore;
import dev.marcus.persistence.migration.Migration;
import dev.marcus.persistence.migration.Migrations;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.transaction.TransactionCounts;
import dev.marcus.persistence.transaction.Transactions;
import dev.marcus.persistence.watch.Watches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Collects what is asked of a {@link Persistence} and opens it; for one thread. */
public final class PersistenceBuilder {
    private final Stores.Builder stores = Stores.builder();
    private final Retention.Builder retention = new Retention.Builder();
    private final List<Index.Declared> indexes = new ArrayList<>();
    private final List<Migrations> migrations = new ArrayList<>();
    private boolean onDemand;
    private InstantSource clock = Clock.systemUTC();
    private @Nullable JsonMapper mapper;
    private final Set<String> meteredCollections = new LinkedHashSet<>();
    private Duration watchInterval = Duration.ofMillis(50);
    private long cacheBytes;
    private @Nullable Duration cleanupInterval;
    private @Nullable Alarm alarm;
    private boolean advising;
    private @Nullable MeterRegistry registry;

    PersistenceBuilder() {}

    /** Names the store: {@code scheme:location?setting=value}. */
    public PersistenceBuilder url(String url) {
        stores.url(url);
        return this;
    }

    /** Demands a guarantee of the backend. */
    public PersistenceBuilder require(Capability capability) {
        stores.require(capability);
        return this;
    }

    /** Demands at least this durability. */
    public PersistenceBuilder require(Durability least) {
        stores.require(least);
        return this;
    }

    /** Gives the provider itself instead of looking for one. */
    public PersistenceBuilder provider(PersistenceBackendProvider provider) {
        stores.provider(provider);
        return this;
    }

    /** Gives the clock that times are taken from. */
    public PersistenceBuilder clock(InstantSource source) {
        clock = requireNonNull(source, "clock");
        stores.clock(source);
        return this;
    }

    /** Gives the mapper that turns objects into JSON and back. */
    public PersistenceBuilder mapper(JsonMapper given) {
        mapper = requireNonNull(given, "mapper");
        return this;
    }

    /**
     * Keeps the entries of a collection for so long; {@link Persistence#cleanup()} removes them afterwards, or
     * {@link #cleanupEvery} by itself.
     *
     * @throws InvalidRequestException if the time is negative
     */
    public PersistenceBuilder retention(String collection, Duration age) {
        return retention(collection, Keep.youngerThan(age));
    }

    /** Adds a rule to those of a collection; a cleanup removes what one of them does not keep. */
    public PersistenceBuilder retention(String collection, Keep kept) {
        retention.keep(Ownership.own(collection), requireNonNull(kept, "kept"));
        return this;
    }

    /**
     * Has {@link Persistence#cleanup()} done again and again until the persistence is closed, on a thread of its own, each
     * time after this interval and up to a tenth of it more or less. A failure is logged and counted, shows in
     * {@link Persistence#health}, and ends nothing. Writers never wait for more than one batch.
     *
     * @throws InvalidRequestException if the interval is not from a millisecond to a hundred years
     */
    public PersistenceBuilder cleanupEvery(Duration interval) {
        cleanupInterval = CleanupSchedule.checkInterval(interval);
        return this;
    }

    /** Gives what wakes up for the cleanups instead of a thread. */
    PersistenceBuilder alarm(Alarm given) {
        alarm = given;
        return this;
    }

    /**
     * Declares indexes of a collection, which {@link #open} makes if they are missing and leaves if they are there; only a
     * backend that has {@link Capability#INDEXES} is then opened. Indexes that are no longer declared stay until they are
     * dropped.
     *
     * <p>If there is one with the same name and another definition, opening is refused, with an
     * {@link InvalidRequestException} that names both: dropping it by itself could end a uniqueness that others rely on, and
     * two versions of a program would undo each other's. Drop it, or give the new one a name of its own. Opening is also
     * refused if one is to be unique and two entries have the same values, with a
     * {@link dev.marcus.persistence.error.ConflictException}; those declared before it are then made.
     *
     * @throws InvalidRequestException if the collection is no valid name, or no index is given
     */
    public PersistenceBuilder index(String collection, Index... declared) {
        Names.checkCollection(Ownership.own(collection));
        if (declared.length == 0) {
            throw new InvalidRequestException(
                    "indexes of '" + collection + "': none (expected: at least one, such as Index.on(\"state\"))");
        }
        for (Index index : declared) {
            indexes.add(new Index.Declared(collection, requireNonNull(index, "index")));
        }
        return require(Capability.INDEXES);
    }

    /**
     * Brings collections to the newest version of their plans at opening: {@link #open} returns when every document is of
     * it, and fails as {@link Migration#run} does. From then on nothing is stored or read through this persistence that is of
     * another version: after somebody has migrated a collection further or back, it is refused with a
     * {@link dev.marcus.persistence.migration.MigrationMismatchException}.
     *
     * @throws InvalidRequestException if there are two plans for one collection
     */
    public PersistenceBuilder migrations(Migrations... plans) {
        for (Migrations plan : plans) {
            if (migrations.stream().anyMatch(other -> other.collection().equals(plan.collection()))) {
                throw new InvalidRequestException(
                        "migrations of '" + plan.collection() + "': two plans (expected: one for a collection)");
            }
            migrations.add(plan);
        }
        return this;
    }

    /**
     * Has the documents of the collections given to {@link #migrations} migrated as they are read, and not at opening.
     * Whatever is read, asked, sorted, counted and computed through this persistence is then of the newest version; what is
     * stored still is as it was until it is stored again, or {@link Migration#run} is called. Until then queries by the
     * documents' content read every document of an older version, whatever indexes there are.
     */
    public PersistenceBuilder migrateOnDemand() {
        onDemand = true;
        return this;
    }

    /**
     * Keeps entries that were read in memory, as many as fit into so many bytes, and answers reads by key with them. What
     * is answered is never older than the last commit made through this persistence, its store or its asynchronous face:
     * the guarantees stay those of the store. Queries and streams always ask the store. Off by default.
     *
     * <p>Each entry counts with the bytes of its document and key and 256 more for what is around them. Pays where reading
     * is slow, not with a store that holds everything in memory anyway.
     *
     * <p>Only for a store that no other process writes, because nothing would tell of what they write: {@link #open} refuses
     * any other with the code {@code PRS-120}, before anything is created.
     *
     * @throws InvalidRequestException if there is to be no room at all
     */
    public PersistenceBuilder cache(long maximumBytes) {
        if (maximumBytes < 1) {
            throw new InvalidRequestException(
                    "maximumBytes: " + maximumBytes + " (expected: >= 1; leave it out for no cache)");
        }
        cacheBytes = maximumBytes;
        stores.exclusiveFor("a cache");
        return this;
    }

    /**
     * Tells this registry of Micrometer how often and how long what is done, how it ends, and what waits; the meters are
     * listed in the project's {@code docs/observability.md}. They leave the registry when the persistence is closed.
     * Without this call nothing is measured, and Micrometer need not be there.
     */
    @SuppressWarnings("exports") // were it transitive, nobody could compile a module without Micrometer
    public PersistenceBuilder metrics(MeterRegistry meters) {
        registry = requireNonNull(meters, "registry");
        return this;
    }

    /**
     * Has these collections measured by their names; all others are measured together as {@code _other}, so that no
     * number of collections makes more meters than are declared here. Without {@link #metrics} it does nothing.
     *
     * @throws InvalidRequestException if one is no valid name of a collection
     */
    public PersistenceBuilder meteredCollections(String... collections) {
        for (String collection : collections) {
            meteredCollections.add(Names.checkCollection(Ownership.own(collection)));
        }
        return this;
    }

    /**
     * Has those who watch see changes that other processes commit at the latest after this time; 50 ms if not set. Changes
     * committed through this persistence are seen at once, and those that the backend signals (PostgreSQL) after some
     * milliseconds. While nobody watches, nobody looks.
     *
     * @throws InvalidRequestException if it is less than a millisecond
     */
    public PersistenceBuilder watchInterval(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidRequestException("watchInterval: " + interval + " (expected: at least PT0.001S)");
        }
        watchInterval = interval;
        return this;
    }

    /**
     * Watches how the store is used, so that {@link Persistence#advise} can say which indexes to make and whether another
     * backend suits better. Only names and counts are kept, of at most 200 shapes of queries. It costs a fraction of a
     * microsecond a query; off by default, because then not even that is in the way.
     */
    public PersistenceBuilder adviser() {
        advising = true;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws dev.marcus.persistence.error.ConfigurationException if none can be found, chosen or configured
     * @throws InvalidRequestException if there is a {@link #cleanupEvery} and no {@link #retention}; nothing was opened
     */
    public Persistence open() {
        if (cleanupInterval != null && retention.isEmpty()) {
            throw new InvalidRequestException(
                    "cleanupEvery: no collection has a rule (expected: retention(…) for one at"
                            + " least, as otherwise nothing would be removed)");
        }
        Codec codec = new Codec(mapper == null ? Codec.defaultMapper() : mapper);
        Threads threads = new Threads();
        Store store = stores.open();
        try {
            migrations.forEach(plan -> migrate(store, plan));
            indexes.forEach(index -> store.createIndex(index.collection(), index.index()));
            Retention kept = retention.build(clock);
            Watches watches = Watches.over(store, watchInterval);
            TransactionCounts counts = new TransactionCounts();
            Store layered = measured(cached(watches.store()), threads, counts, kept);
            Store advised = advising ? Adviser.over(layered).store() : layered;
            Store versioned = Migration.kept(advised, migrations);
            Transactions transactions = new Transactions(versioned, clock, counts);
            Persistence persistence =
                    new Persistence(versioned, watches, codec, kept, new NewRecords(clock), threads, transactions);
            if (cleanupInterval != null) {
                kept.start(schedule(persistence, cleanupInterval));
            }
            return persistence;
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private void migrate(Store store, Migrations plan) {
        Migration migration = Migration.of(store, plan);
        if (onDemand) {
            migration.begin();
        } else {
            migration.run();
        }
    }

    private Store cached(Store store) {
        return cacheBytes == 0 ? store : new CachingStore(store, cacheBytes);
    }

    private CleanupSchedule schedule(Persistence persistence, Duration interval) {
        Alarm waking = alarm == null ? Alarm.onThread("persistence-cleanup") : alarm;
        return new CleanupSchedule(interval, waking, new Random()::nextDouble, persistence::cleanup);
    }

    private Store measured(Store store, Threads threads, TransactionCounts counts, Retention kept) {
        return registry == null
                ? store
                : MeteredStore.over(
                        store, registry, meteredCollections, threads::unansweredWrites, counts, figures(kept));
    }

    private static CleanupFigures figures(Retention kept) {
        return new CleanupFigures(
                kept::runs,
                kept::removed,
                kept::failures,
                () -> kept.last()
                        .map(report -> (double) report.at().getEpochSecond())
                        .orElse(Double.NaN));
    }
}

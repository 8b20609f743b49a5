package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** A server that both put to and ask: this project, and JDBC written by hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class OnPostgresql {
    private static final int FILLED = 100_000;
    private static final int BATCH = 1000;
    private static final int PAGE = 100;

    /** Who is asked. */
    @Param({"postgresql", "postgresql-jdbc"})
    public String contender = "";

    private final AtomicInteger turn = new AtomicInteger();
    private final List<Document> documents = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private PostgresqlServer server;

    @SuppressWarnings("NullAway.Init")
    private PostgresqlJdbc jdbc;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    private boolean ours;

    /** Fills it. */
    @Setup
    public void open() throws Exception {
        ours = contender.equals("postgresql");
        server = new PostgresqlServer();
        jdbc = new PostgresqlJdbc(server.jdbcUrl());
        store = Stores.open(server.storeUrl());
        jdbc.commitTogether(true);
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < FILLED; i++) {
            Document document = Document.parse(Events.json(i));
            documents.add(document);
            texts.add(new String(Events.json(i), StandardCharsets.UTF_8));
            types.add(document.text("event_type").orElseThrow());
            if (!ours) {
                jdbc.put(Events.key(i), types.get(i), texts.get(i));
                continue;
            }
            commit.put(Events.COLLECTION, Events.key(i), document);
            if (i % BATCH == BATCH - 1) {
                store.commit(commit.build());
                commit = Commit.builder();
            }
        }
        jdbc.commitTogether(false);
        if (ours) {
            store.createIndex(Events.COLLECTION, Index.on("event_type"));
        }
        jdbc.analyze();
    }

    /** Stops it. */
    @TearDown
    public void close() throws Exception {
        store.close();
        jdbc.close();
        server.close();
    }

    private Object put() throws Exception {
        int i = turn.incrementAndGet() % FILLED;
        if (ours) {
            return store.store(Events.COLLECTION, Events.key(i), documents.get(i));
        }
        jdbc.put(Events.key(i), types.get(i), texts.get(i));
        return contender;
    }

    /** Puts from one thread. */
    @Benchmark
    @Threads(1)
    public Object put1() throws Exception {
        return put();
    }

    /** Puts from sixteen threads. */
    @Benchmark
    @Threads(16)
    public Object put16() throws Exception {
        return put();
    }

    /** Gets from one thread. */
    @Benchmark
    @Threads(1)
    public Object get1() throws Exception {
        String key = Events.key((turn.incrementAndGet() & Integer.MAX_VALUE) % FILLED);
        return ours ? store.retrieve(Events.COLLECTION, key) : jdbc.get(key);
    }

    /** Asks for the newest of a type, on which there is an index. */
    @Benchmark
    @Threads(1)
    public Object newest100ByType() throws Exception {
        String type = Events.TYPES.get((turn.incrementAndGet() & Integer.MAX_VALUE) % Events.TYPES.size());
        if (!ours) {
            return jdbc.newest(type, PAGE);
        }
        return store.query(Query.of(Events.COLLECTION)
                        .where(Filter.where("event_type").eq(type))
                        .limit(PAGE))
                .entries();
    }
}

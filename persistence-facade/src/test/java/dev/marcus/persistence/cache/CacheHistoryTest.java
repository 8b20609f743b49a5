package dev.marcus.persistence.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.history.KeyHistory;
import dev.marcus.persistence.tck.history.KeyOperation;
import dev.marcus.persistence.tck.history.KeyOperation.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Threads that read, query, store, delete and clear one key at once, and the search for an order that explains what each
 * was told. The store beneath lets others run at the places where a cache goes wrong.
 */
class CacheHistoryTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final int ROUNDS = 400 * SCALE;
    private static final int THREADS = 4;
    private static final int EACH = 5;
    private static final Instant NEVER_OLD = Instant.parse("9999-01-01T00:00:00Z");

    private final long seed = Long.getLong("persistence.tck.seed", System.nanoTime());
    private final AtomicLong values = new AtomicLong();

    /** Gives way after reading, and before and after committing. */
    private static final class GivingWay extends ForwardingBackend {
        GivingWay(PersistenceBackend next) {
            super(next);
        }

        @SuppressWarnings("ThreadPriorityCheck") // only makes races likelier
        private static void giveWay() {
            for (int i = 0; i < 3; i++) {
                Thread.yield();
            }
        }

        @Override
        public Optional<Entry> retrieve(String collection, String key) {
            Optional<Entry> entry = super.retrieve(collection, key);
            giveWay();
            return entry;
        }

        @Override
        public CommitResult commit(Commit commit) {
            giveWay();
            CommitResult result = super.commit(commit);
            giveWay();
            return result;
        }
    }

    @Test
    void cachedReads_haveAnOrderThatExplainsThem() throws Exception {
        assertThat(firstViolation(store -> new CachingStore(store, 1 << 20)))
                .as("seed %d", seed)
                .isEmpty();
    }

    @Test
    void cachedReads_ofACacheThatIsNearlyAlwaysFull_haveAnOrderThatExplainsThem() throws Exception {
        assertThat(firstViolation(store -> new CachingStore(store, 300)))
                .as("seed %d", seed)
                .isEmpty();
    }

    @Test
    void cachedReads_ofTheCacheThatEverybodyWritesFirst_haveNone() throws Exception {
        assertThat(firstViolation(NaiveCache::new)).as("seed %d", seed).isPresent();
    }

    private Optional<String> firstViolation(UnaryOperator<Store> layer) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Store plain = Stores.builder()
                .provider(ForwardingBackend.provider(GivingWay::new))
                .open()) {
            Store store = layer.apply(plain);
            for (int round = 0; round < ROUNDS; round++) {
                KeyHistory history = new KeyHistory();
                String collection = "c" + round; // of its own, as clearing is for the whole of it
                List<Callable<Void>> clients = new ArrayList<>();
                for (int t = 0; t < THREADS; t++) {
                    Client client = new Client(
                            store, collection, "thread " + t, new SplittableRandom(seed + round * 31L + t), values);
                    clients.add(() -> {
                        for (int i = 0; i < EACH; i++) {
                            history.add(client.operate());
                        }
                        return null;
                    });
                }
                for (Future<Void> client : threads.invokeAll(clients)) {
                    end(client);
                }
                Optional<String> violation = history.violation();
                if (violation.isPresent()) {
                    return violation;
                }
            }
            return Optional.empty();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void end(Future<Void> client) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed", e.getCause());
        }
    }

    /** One thread and what it draws. */
    private record Client(Store store, String collection, String name, SplittableRandom random, AtomicLong values) {
        private static final String KEY = "k";

        KeyOperation operate() {
            int choice = random.nextInt(12);
            long value = values.incrementAndGet();
            Document document = Document.of(Map.of("n", value));
            long invoked = System.nanoTime();
            if (choice < 5) {
                return read(invoked, store.retrieve(collection, KEY));
            }
            if (choice < 7) {
                return read(invoked, store.first(Query.of(collection)));
            }
            if (choice < 8) {
                return put(
                        invoked, value, store.store(collection, KEY, document).revision());
            }
            if (choice < 9) {
                Commit commit = Commit.of(new Change.Put(collection, KEY, document, null));
                return put(invoked, value, store.commitAsync(commit).join().revision());
            }
            if (choice < 10) {
                return putIfAbsent(invoked, value, document);
            }
            boolean removed = choice < 11 ? store.delete(collection, KEY) : store.clearOld(collection, NEVER_OLD) > 0;
            return new KeyOperation(Kind.DELETE, 0, 0, invoked, System.nanoTime(), 0, null, removed, name);
        }

        private KeyOperation read(long invoked, Optional<Entry> found) {
            return new KeyOperation(
                    Kind.READ,
                    0,
                    0,
                    invoked,
                    System.nanoTime(),
                    found.map(Entry::revision).orElse(0L),
                    found.map(entry ->
                                    entry.document().number("n").orElseThrow().longValueExact())
                            .orElse(null),
                    false,
                    name);
        }

        private KeyOperation put(long invoked, long value, long revision) {
            return new KeyOperation(Kind.PUT, 0, value, invoked, System.nanoTime(), revision, null, true, name);
        }

        private KeyOperation putIfAbsent(long invoked, long value, Document document) {
            Commit commit = Commit.builder()
                    .put(collection, KEY, document)
                    .requireAbsent(collection, KEY)
                    .build();
            try {
                long revision = store.commit(commit).revision();
                return new KeyOperation(Kind.PUT_IF, 0, value, invoked, System.nanoTime(), revision, null, true, name);
            } catch (ConflictException refused) {
                long found = refused.conflicts().get(0).found();
                return new KeyOperation(Kind.PUT_IF, 0, value, invoked, System.nanoTime(), found, null, false, name);
            }
        }
    }
}

package dev.marcus.persistence.engine;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.StoreDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a backend that does next to nothing gets from the framework. */
@Timeout(60)
class SpiDefaultsTest {
    private final SmallBackend backend = new SmallBackend();
    private final BackendStore store = new BackendStore(
            backend,
            new StoreDescription("small", "a test", "here", "small", "it was given", false),
            java.time.Clock.systemUTC());

    private void fill() {
        for (int i = 0; i < 20; i++) {
            store.store("things", "k" + i, Document.of(Map.of("n", i, "even", i % 2 == 0)));
        }
    }

    private static List<String> keys(Iterable<Entry> entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(Entry::key)
                .toList();
    }

    @Test
    void query_filterSortAndLimit_areDoneForTheBackend() {
        fill();
        Query query = Query.of("things").where(where("even").eq(true)).sortBy(Sort.desc("n"));

        assertThat(keys(store.query(query.limit(3)))).containsExactly("k18", "k16", "k14");
        assertThat(store.query(query.limit(3)).hasMore()).isTrue();
        assertThat(store.query(query.limit(10)).hasMore()).isFalse();
        assertThat(store.query(query.limit(0)).entries()).isEmpty();
        assertThat(store.count(query)).isEqualTo(10);
        assertThat(store.first(query).map(Entry::key)).contains("k18");
        assertThat(keys(store.query(Query.of("things").limit(2)))).containsExactly("k19", "k18");
        assertThat(store.collections()).containsExactly("things");
        assertThat(store.explain(query))
                .hasToString("small: reads the whole collection; filter none, sorted afterwards");
    }

    @Test
    void query_pages_giveEveryMatchOnceInOrder() {
        fill();
        Query query = Query.of("things").sortBy(Sort.asc("even")).limit(3);
        List<String> walked = new ArrayList<>();
        Page page = store.query(query);
        walked.addAll(keys(page));
        while (page.hasMore()) {
            page = store.query(query.after(page.next().orElseThrow()));
            walked.addAll(keys(page));
        }

        assertThat(walked).isEqualTo(keys(store.query(Query.of("things").sortBy(Sort.asc("even")))));
        assertThat(walked).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void commit_severalChanges_isRefusedWithoutTheCapability() {
        Commit commit = Commit.builder()
                .put("things", "a", Document.empty())
                .put("things", "b", Document.empty())
                .build();

        assertThatThrownBy(() -> store.commit(commit))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(
                        "commit: 2 changes (expected: 1, because 'small' has no ATOMIC_COMMIT; commit them one by one, or"
                                + " choose a backend that has it)");
        assertThat(store.collections()).isEmpty();
    }

    @Test
    void clearOld_oneChangeACommit_removesAllThatIsOlder() {
        fill();
        Instant cutoff = store.retrieve("things", "k10").orElseThrow().storedAt();
        long older = store.count(Query.of("things").where(where("_stored_at").lt(cutoff)));

        assertThat(store.clearOld("things", cutoff)).isEqualTo(older).isPositive();
        assertThat(store.count(Query.of("things"))).isEqualTo(20 - older);
    }

    @Test
    void close_insideACallback_isRefusedAndTheStoreStaysOpen() {
        fill();
        Query query = Query.of("things").where(Filter.matching(entry -> {
            store.close();
            return true;
        }));

        assertThatThrownBy(() -> store.query(query))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "store 'small:here': close was called from inside an operation of the same store (expected: after"
                                + " it; the store stays open)");
        assertThat(store.retrieve("things", "k1")).isPresent();
    }

    @Test
    void close_whileAnOperationRuns_waitsForIt() throws Exception {
        fill();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Query query = Query.of("things").where(Filter.matching(entry -> {
            inside.countDown();
            try {
                return goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        CompletableFuture<Long> counted = new CompletableFuture<>();
        Thread reader = new Thread(() -> counted.complete(store.count(query)));
        reader.start();
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = new Thread(store::close);
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(backend.closings).isZero();
        assertThatThrownBy(() -> store.collections())
                .isInstanceOf(StoreClosedException.class)
                .hasMessage("store 'small:here' is closed (expected: open; open it again)");
        goOn.countDown();
        closer.join();

        assertThat(counted.get(30, TimeUnit.SECONDS)).isEqualTo(20);
        store.close();
        assertThat(backend.closings).isEqualTo(1);
    }

    @Test
    void stream_afterClose_failsAndCanBeClosed() {
        fill();
        try (Stream<Entry> stream = store.stream(Query.of("things"))) {
            store.close();
            assertThatThrownBy(stream::findFirst).isInstanceOf(StoreClosedException.class);
        }
    }
}

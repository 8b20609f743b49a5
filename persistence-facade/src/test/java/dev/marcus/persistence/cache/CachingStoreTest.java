package dev.marcus.persistence.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.memory.MemoryControl;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, for how long, and when nothing is kept any more. */
class CachingStoreTest {
    private final HeldBackend backend;
    private final Store plain;
    private final CachingStore cached;

    @TempDir
    Path temp;

    CachingStoreTest() {
        HeldBackend.Opened opened = HeldBackend.open();
        backend = opened.backend();
        plain = opened.store();
        cached = new CachingStore(plain, 1 << 20);
    }

    @AfterEach
    void close() {
        plain.close();
    }

    private static Document number(int n) {
        return Document.of(Map.of("n", n));
    }

    private Document read(String key) {
        return cached.retrieve("c", key).orElseThrow().document();
    }

    /** Says how often the backend was asked while the key was read so often. */
    private int asked(String key, int times) {
        int before = backend.reads.get();
        for (int i = 0; i < times; i++) {
            read(key);
        }
        return backend.reads.get() - before;
    }

    @Test
    void retrieve_again_isAnsweredWithoutTheStore_untilTheKeyIsChanged() {
        cached.store("c", "k", number(1));
        cached.store("c", "other", number(1));
        assertThat(asked("k", 10)).isEqualTo(1);
        cached.store("c", "other", number(2));
        assertThat(asked("k", 10)).isZero();
        cached.store("c", "k", number(2));
        assertThat(asked("k", 10)).isEqualTo(1);
        assertThat(read("k")).isEqualTo(number(2));
        assertThat(cached.hits()).isEqualTo(9 + 10 + 9 + 1);
        assertThat(cached.misses()).isEqualTo(2);
    }

    @Test
    void retrieve_whatIsNotThere_isNotKept() {
        assertThat(cached.retrieve("c", "k")).isEmpty();
        cached.store("c", "k", number(1));
        assertThat(read("k")).isEqualTo(number(1));
        assertThat(cached.delete("c", "k")).isTrue();
        assertThat(cached.retrieve("c", "k")).isEmpty();
        assertThat(cached.delete("c", "k")).isFalse();
    }

    @Test
    void clearOld_makesTheCollectionReadAgain_andNoOther() {
        cached.store("c", "k", number(1));
        cached.store("other", "k", number(1));
        read("k");
        cached.retrieve("other", "k");
        assertThat(cached.clearOld("c", Instant.EPOCH)).isZero();
        assertThat(asked("k", 10)).isEqualTo(1);
        int before = backend.reads.get();
        cached.retrieve("other", "k");
        assertThat(backend.reads.get()).isEqualTo(before);
    }

    @Test
    void commit_thatFailedForSure_leavesWhatWasThere_whichIsKeptAgain() {
        cached.store("c", "k", number(1));
        read("k");
        backend.failure.set(new StorageException("no room"));
        assertThatThrownBy(() -> cached.store("c", "k", number(2))).isInstanceOf(StorageException.class);
        assertThat(asked("k", 10)).isEqualTo(1);
        assertThat(read("k")).isEqualTo(number(1));
    }

    @Test
    void commit_outcomeUnknown_mayComeTrueLate_soThatNothingIsServedAnyMore() {
        comesTrueLateAfter(new OutcomeUnknownException("the medium failed"));
    }

    @Test
    void commit_endsInAnError_mayComeTrueLate_soThatNothingIsServedAnyMore() {
        comesTrueLateAfter(new StackOverflowError("in this test"));
    }

    private void comesTrueLateAfter(Throwable failure) {
        Commit change = Commit.builder().put("c", "k", number(2)).build();
        cached.store("c", "k", number(1));
        backend.failure.set(failure);
        assertThatThrownBy(() -> cached.commit(change)).isSameAs(failure);
        assertThat(read("k")).isEqualTo(number(1));
        backend.applyLate(change);
        assertThat(read("k")).isEqualTo(number(2));
    }

    @Test
    void commit_refusedRequest_changesNothingOfWhatIsKept() {
        cached.store("c", "k", number(1));
        assertThatThrownBy(() -> cached.store("c", "k", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cached.clearOld("c", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cached.retrieve(null, "k")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cached.retrieve("c", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cached.retrieve("c", "")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> cached.commit(null)).isInstanceOf(NullPointerException.class);
        assertThat(asked("k", 10)).isEqualTo(1);
    }

    @Test
    void extension_thatCanChangeTheStorePastTheCache_turnsItOff() {
        cached.store("c", "k", number(1));
        read("k");
        assertThat(cached.extension(SyncOnRequest.class)).isEmpty();
        assertThat(asked("k", 10)).isZero();
        MemoryControl control = cached.extension(MemoryControl.class).orElseThrow();
        control.reset();
        assertThat(cached.retrieve("c", "k")).isEmpty();
        cached.store("c", "k", number(2));
        assertThat(read("k")).isEqualTo(number(2));
        control.reset();
        assertThat(cached.retrieve("c", "k")).isEmpty();
        assertThat(cached.extension(PersistenceBackend.class)).isPresent();
    }

    @Test
    void close_whatWasKept_isNotServedAnyMore() {
        cached.store("c", "k", number(1));
        read("k");
        cached.close();
        assertThatThrownBy(() -> read("k")).isInstanceOf(StoreClosedException.class);
        assertThat(cached.entries()).isZero();
    }

    @Test
    void maximum_isKept_andWhatDoesNotFitIsReadAgain() {
        CachingStore small = new CachingStore(plain, 4_000);
        Document document = Document.of(Map.of("text", "x".repeat(700)));
        for (int i = 0; i < 100; i++) {
            small.store("c", "k" + i, document);
            assertThat(small.retrieve("c", "k" + i)).isPresent();
        }
        assertThat(small.bytes()).isPositive().isLessThanOrEqualTo(4_000);
        assertThat(small.entries()).isPositive().isLessThan(5);
        assertThat(small.evictions()).isGreaterThan(90);
        for (int i = 0; i < 100; i++) {
            assertThat(small.retrieve("c", "k" + i).orElseThrow().document()).isEqualTo(document);
        }
    }

    @Test
    void open_cacheOverAStoreThatOthersMayWrite_isRefused_andNothingIsCreated() {
        Path database = temp.resolve("app.db");
        assertThatThrownBy(() -> Persistence.builder()
                        .url("sqlite:" + database)
                        .cache(1 << 20)
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .extracting(failure -> ((ConfigurationException) failure).code())
                .isEqualTo("PRS-120");
        assertThat(Files.exists(database)).isFalse();
    }

    @Test
    void open_withoutACache_hasNone_andWithOneHas() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Persistence persistence =
                Persistence.builder().url("memory:").metrics(registry).open()) {
            assertThat(persistence.retrieve("c", "k")).isEmpty();
            assertThat(registry.find("persistence.cache.gets").functionCounters())
                    .isEmpty();
        }
        try (Persistence persistence = Persistence.builder()
                .url("memory:")
                .metrics(registry)
                .cache(1 << 20)
                .open()) {
            assertThat(persistence.retrieve("c", "k")).isEmpty();
            assertThat(registry.find("persistence.cache.gets").functionCounters())
                    .isNotEmpty();
        }
        assertThatThrownBy(() -> Persistence.builder().cache(0)).isInstanceOf(InvalidRequestException.class);
    }
}

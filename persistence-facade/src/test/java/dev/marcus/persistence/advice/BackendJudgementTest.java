package dev.marcus.persistence.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When another backend is advised, and when not. */
class BackendJudgementTest {
    private static final long HEAP = 1L << 30;

    @TempDir
    Path temp;

    private final AtomicLong now = new AtomicLong();
    private final Observations observations = new Observations(now::get);

    private Advice.BackendAdvice judge(String scheme, long bytes) {
        try (Store store =
                Stores.builder().url(scheme + ":" + temp.resolve(scheme)).open()) {
            return BackendJudgement.of(store, observations, 5, bytes, HEAP);
        }
    }

    /** Reads and writes alternate; callers wait for so much of a hundred. */
    private void use(int operations, int waitedPercent) {
        for (int i = 0; i < operations / 2; i++) {
            observations.beginRead();
            observations.wrote("c", 1);
        }
        now.set(waitedPercent);
        observations.waitedSince(0);
        now.set(100);
    }

    @Test
    void fewOperations_areTooLittle() {
        use(998, 100);
        Advice.BackendAdvice advice = judge("sqlite", 1000);
        assertThat(advice.enough()).isFalse();
        assertThat(advice.suited()).isEqualTo("sqlite");
        assertThat(advice.reasons()).containsExactly("998 operations are too few to advise on (expected: 1000)");
    }

    @Test
    void file_thatFillsTheMemory_isAdvisedSqlite() {
        use(2000, 0);
        assertThat(judge("file", HEAP / 2).suited()).isEqualTo("sqlite");
        assertThat(judge("file", HEAP / 10).suited()).isEqualTo("file");
        assertThat(judge("memory", HEAP / 2).suited()).isEqualTo("sqlite");
        assertThat(judge("memory", 0).reasons()).singleElement().asString().contains("survives");
    }

    @Test
    void sqlite_thatCallersWaitFor_isAdvisedFile_ifItFitsIntoMemory() {
        use(2000, 40);
        Advice.BackendAdvice advice = judge("sqlite", HEAP / 100);
        assertThat(advice.suited()).isEqualTo("file");
        assertThat(advice.shareWaited()).isEqualTo(0.4);
        assertThat(advice.shareOfReads()).isEqualTo(0.5);
        assertThat(advice.durability()).isEqualTo(Durability.DISK);
        assertThat(advice.severalProcesses()).isTrue();
        assertThat(advice.reasons().get(0)).contains("40 %");
        assertThat(judge("sqlite", HEAP / 2).suited()).isEqualTo("sqlite");
    }

    @Test
    void sqlite_thatNobodyWaitsFor_stays() {
        use(2000, 1);
        assertThat(judge("sqlite", 1000).suited()).isEqualTo("sqlite");
        assertThat(judge("sqlite", 1000).enough()).isTrue();
    }
}

package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.StoreStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code health} and {@code verify} say, and that asking never fails. */
class HealthTest {
    @TempDir
    Path temp;

    /** A store that says of itself what the test tells it to. */
    private static Persistence saying(AtomicReference<StoreStatus> said) {
        return Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
                    @Override
                    public StoreStatus status() {
                        return said.get();
                    }
                }))
                .open();
    }

    @Test
    void health_ofEveryBackend_isUp_andNamesTheStore() {
        for (String scheme : List.of("memory", "file", "sqlite")) {
            try (Persistence persistence = Persistence.open(scheme + ":" + temp.resolve(scheme))) {
                persistence.store("c", "k", Document.empty());
                Health health = persistence.health();
                assertThat(health.state()).as(scheme).isEqualTo(State.UP);
                assertThat(health.problems()).as(scheme).isEmpty();
                assertThat(health.backend()).isEqualTo(scheme);
                assertThat(health.storeId())
                        .isEqualTo(persistence.store().description().storeId());
            }
        }
    }

    @Test
    void health_passesOnWhatTheStoreSaysOfItself() {
        StoreStatus down = new StoreStatus(State.DOWN, List.of("the disk is gone"), 7, 4096, 12, Duration.ofMillis(34));
        try (Persistence persistence = saying(new AtomicReference<>(down))) {
            Health health = persistence.health();
            assertThat(health.state()).isEqualTo(State.DOWN);
            assertThat(health.problems()).containsExactly("the disk is gone");
            assertThat(List.of(health.waitingCommits(), health.journalBytes(), health.syncs()))
                    .containsExactly(7L, 4096L, 12L);
            assertThat(health.syncTime()).isEqualTo(Duration.ofMillis(34));
        }
    }

    @Test
    void health_somethingNotServedSinceOpening_isDegraded_andNamesThePlace() throws IOException {
        Files.writeString(temp.resolve("broken.json"), "no JSON, but a secret: hunter2");
        try (Persistence persistence = Persistence.open("file:" + temp)) {
            persistence.store("c", "k", Document.empty());
            Health health = persistence.health();
            assertThat(health.state()).isEqualTo(State.DEGRADED);
            assertThat(String.join("\n", health.problems()))
                    .contains("broken.json")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void health_ofAClosedStore_isDownWithTheReason() {
        Persistence persistence = Persistence.open("memory:");
        persistence.close();
        assertThat(persistence.health().state()).isEqualTo(State.DOWN);
        assertThat(persistence.health().problems()).singleElement().asString().contains("closed");
    }

    @Test
    void health_backendThatCannotTell_isDown_andTheMessageIsNotShown() {
        try (Persistence persistence = Persistence.builder()
                .provider(ForwardingBackend.provider(Untold::new))
                .open()) {
            assertThat(persistence.health().state()).isEqualTo(State.DOWN);
            assertThat(persistence.health().problems())
                    .singleElement()
                    .asString()
                    .contains("IllegalStateException")
                    .doesNotContain("hunter2");
        }
    }

    private static final class Untold extends ForwardingBackend {
        Untold(PersistenceBackend next) {
            super(next);
        }

        @Override
        public AdoptionReport adoptionReport() {
            throw new IllegalStateException("hunter2");
        }
    }

    @Test
    void verify_countsWhatItRead() {
        try (Persistence persistence = Persistence.open("memory:")) {
            persistence.store("a", "k", Document.empty());
            persistence.store("b", "k", Document.empty());
            assertThat(persistence.verify().isIntact()).isTrue();
            assertThat(persistence.verify().collections()).isEqualTo(2);
            assertThat(persistence.verify().entries()).isEqualTo(2);
        }
    }
}

package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.model.AgentProfile;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.model.Implementation;
import dev.marcus.persistence.model.Project;
import dev.marcus.persistence.model.TaskOutcome;
import dev.marcus.persistence.model.TaskPattern;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the facade does with the odd and the wrong; the backend makes no difference here. */
class FacadeFaultsTest {
    private final Persistence persistence = Persistence.builder()
            .url("memory:")
            .clock(Clock.fixed(Instant.parse("2026-10-01T12:00:00.123456789Z"), ZoneOffset.UTC))
            .open();

    /** Jackson sees no member of it, and would write {@code {}}. */
    private static final class Closed {
        private final String text;

        private Closed(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @AfterEach
    void close() {
        persistence.close();
    }

    @Test
    void storeEvent_dataWithNull_isStored() {
        Event event = persistence.storeEvent("t", "s", Collections.singletonMap("reason", null));
        assertThat(persistence.events().list()).containsExactly(event);
        assertThat(event.data()).containsEntry("reason", null);
    }

    @Test
    void storeDecision_bearsItsTimeInTheFormThatMarcusReads() {
        assertThat(persistence.storeDecision("t", "a", "what", "why", null).timestamp())
                .isEqualTo("2026-10-01T12:00:00.123456+00:00")
                .isEqualTo(persistence.storeEvent("t", "s", Map.of()).timestamp());
    }

    @Test
    void model_memberNamedExtra_isKept() {
        keepsExtra("events", Event.class, "\"event_id\":\"e\",\"event_type\":\"t\"");
        keepsExtra("decisions", Decision.class, "\"decision_id\":\"d\"");
        keepsExtra("implementations", Implementation.class, "\"task_id\":\"t\"");
        keepsExtra("projects", Project.class, "\"id\":\"p\"");
        keepsExtra("patterns", TaskPattern.class, "\"pattern_type\":\"p\",\"success_rate\":1.0");
        keepsExtra(
                "task_outcomes",
                TaskOutcome.class,
                "\"task_id\":\"t\",\"estimated_hours\":1.0,\"actual_hours\":1.0,\"success\":true");
        keepsExtra(
                "agent_profiles",
                AgentProfile.class,
                "\"agent_id\":\"a\",\"total_tasks\":1,\"successful_tasks\":1,\"failed_tasks\":0,\"blocked_tasks\":0,"
                        + "\"average_estimation_accuracy\":1.0");
    }

    private <T> void keepsExtra(String name, Class<T> type, String members) {
        persistence.store(name, "k", Document.parse("{" + members + ",\"extra\":{\"a\":[1]},\"more\":2}"));
        TypedCollection<T> collection = persistence.collection(name, type);
        collection.store("k", collection.retrieve("k").orElseThrow());
        assertThat(persistence.retrieve(name, "k").orElseThrow().document().toMap())
                .containsEntry("extra", Map.of("a", List.of(1L)))
                .containsEntry("more", 2L);
    }

    @Test
    void store_valueThatIsNoDocument_isRefusedWithCollectionAndKey() {
        List<ThrowingCallable> calls = List.of(
                () -> persistence.store("c", "k", Map.of("n", Double.NaN)),
                () -> persistence.store("c", "k", new Closed("secret")),
                () -> persistence.collection("c", Object.class).store("k", new Closed("secret")),
                () -> persistence.collection("c", Object.class).create("k", Map.of("n", Double.NaN)));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("collection 'c', key 'k'")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void async_wrongRequest_endsTheFuture_andIsNotThrown() {
        AsyncPersistence async = persistence.async();
        List<CompletableFuture<?>> futures = List.of(
                async.store("c", "k", Map.of("n", Double.NaN)),
                async.store("c", "", Document.empty()),
                async.delete("c", ""),
                async.storeEvent("t", "s", Map.of("n", Double.NaN)),
                async.store("_own", "k", Document.empty()),
                async.store("_own", "k", Map.of()),
                async.delete("_own", "k"),
                async.commit(Commit.builder().put("_own", "k", Document.empty()).build()));
        for (CompletableFuture<?> future : futures) {
            assertThatThrownBy(future::join).hasCauseInstanceOf(InvalidRequestException.class);
        }
        assertThat(persistence.store().collections()).isEmpty();
    }

    @Test
    void read_collectionOfTheFramework_isRefusedByEveryOperation() {
        Query query = Query.of("_own");
        List<ThrowingCallable> calls = List.of(
                () -> persistence.retrieve("_own", "k"),
                () -> persistence.query(query),
                () -> persistence.stream(query),
                () -> persistence.count(query),
                () -> persistence.aggregate(Aggregation.of("_own").compute("n", Aggregate.count())));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContaining("_own");
        }
    }

    @Test
    void projects_oneNamedAsThePointer_isRefused_andTheActiveOneStays() {
        ProjectRegistry projects = persistence.projects();
        projects.store(project("p"));
        projects.activate("p");
        assertThatThrownBy(() -> projects.store(project("active_project")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("active_project");
        assertThat(projects.active()).contains(project("p"));
        assertThat(projects.retrieve("active_project")).isEmpty();
    }

    private static Project project(String id) {
        return new Project(id, "title", "planka", Map.of(), "2026-10-01T12:00:00Z", null, List.of(), Map.of());
    }

    @Test
    void importFrom_anUnbufferedStream_isReadInBlocks() throws IOException {
        String line =
                "{\"collection\":\"c\",\"key\":\"k\",\"stored_at\":\"2026-09-30T11:59:59Z\",\"document\":{}}\r\n\r\n";
        byte[] lines = line.getBytes(StandardCharsets.UTF_8);
        InputStream blocksOnly = new FilterInputStream(new ByteArrayInputStream(lines)) {
            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, length);
            }
        };
        assertThat(persistence.importFrom(blocksOnly)).isEqualTo(1);
    }

    @Test
    void advise_withoutAnAdviser_saysWhatToDo() {
        assertThatThrownBy(persistence::advise)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("PersistenceBuilder.adviser()");
    }

    @Test
    void cleanup_ofAClosedStore_isAnError() {
        persistence.close();
        assertThatThrownBy(() -> persistence.cleanup(Duration.ofDays(1))).isInstanceOf(StoreClosedException.class);
    }
}

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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
        InputStream blocksOnly = new ByteArrayInputStream(lines) {
            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }
        };
        assertThat(persistence.importFrom(blocksOnly)).isEqualTo(1);
    }

    @Test
    void cleanup_ofAClosedStore_isAnError() {
        persistence.close();
        assertThatThrownBy(() -> persistence.cleanup(Duration.ofDays(1))).isInstanceOf(StoreClosedException.class);
    }
}

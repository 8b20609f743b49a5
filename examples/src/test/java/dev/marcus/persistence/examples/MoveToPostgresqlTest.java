package dev.marcus.persistence.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Entries are moved to a real server while more are written: 10,000 out of each store, or 100,000 with
 * {@code -Dpersistence.tck.scale=10}.
 */
class MoveToPostgresqlTest {
    private static final int ENTRIES = 10_000 * Math.min(10, Integer.getInteger("persistence.tck.scale", 1));

    private static EmbeddedPostgres server;

    @TempDir
    Path temp;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void fill(Store store) {
        for (int first = 0; first < ENTRIES; first += 1000) {
            Commit.Builder commit = Commit.builder();
            for (int n = first; n < first + 1000; n++) {
                String text = n % 100 == 0 ? "cut off \u0000 here \ud800" : "what happened " + n;
                commit.put(
                        "events",
                        "e" + n,
                        Document.builder().put("n", n).put("text", text).build());
            }
            store.commit(commit.build());
        }
        store.delete("events", "e0");
    }

    /** What is equal in both: not the revision, which each store gives by itself. */
    private record Content(Document document, Object storedAt) {}

    private static Map<String, Content> content(Store store, String collection) {
        Map<String, Content> all = new HashMap<>();
        try (Stream<Entry> entries = store.stream(Query.of(collection))) {
            entries.forEach(entry -> all.put(entry.key(), new Content(entry.document(), entry.storedAt())));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file"})
    void moveToPostgresql_bringsEveryEntry_alsoThoseWrittenMeanwhile(String scheme) throws Exception {
        String from = scheme + ":" + temp.resolve("store") + "?durability=process";
        String to = "postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&schema=moved_" + scheme;
        try (Store source = Stores.open(from)) {
            fill(source);
        }
        MoveToPostgresql.main(new String[] {from, to});
        try (Store source = Stores.open(from);
                Store target = Stores.open(to)) {
            assertThat(target.collections()).containsExactly("events", "heartbeats");
            Map<String, Content> events = content(target, "events");
            assertThat(events).hasSize(ENTRIES - 1).isEqualTo(content(source, "events"));
            Map<String, Content> before = content(source, "heartbeats");
            Map<String, Content> after = content(target, "heartbeats");
            assertThat(before).isNotEmpty();
            assertThat(after).hasSizeGreaterThan(before.size()).containsAllEntriesOf(before);
        }
    }
}

package dev.marcus.persistence.advice;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedQuery;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever takes the advice reads as little as it said, and is advised no more. */
class AdviceTakenTest {
    private static final int ENTRIES = 2000;

    @TempDir
    Path temp;

    private static void fill(Persistence persistence) {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < ENTRIES; i++) {
            Document event = Document.of(Map.of(
                    "type", "t" + i % 50, "source", "s" + i % 7, "n", i, "text", "word" + i % 100 + " and more"));
            commit.put("events", "e" + i, event);
        }
        persistence.commit(commit.build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void advice_taken_sparesTheReading(String scheme) {
        try (Persistence persistence = Persistence.builder()
                .url(scheme + ":" + temp.resolve(scheme))
                .adviser()
                .open()) {
            assumeTrue(persistence.store().capabilities().has(Capability.INDEXES), scheme + " has no indexes yet");
            fill(persistence);
            TypedQuery<Document> events = persistence.from("events");
            List<TypedQuery<Document>> queries = List.of(
                    events.where(where("type").eq("t7")),
                    events.where(where("type").eq("t7").and(where("source").eq("s3"))),
                    events.where(where("source").in("s1", "s2"))
                            .sortBy(Sort.desc("n"))
                            .limit(5),
                    events.where(where("n").gte(ENTRIES - 20)),
                    events.where(where("text").search("word42")));
            for (TypedQuery<Document> query : queries) {
                for (int i = 0; i < 200; i++) {
                    query.list();
                }
            }
            List<Advice.ProposedIndex> advised = persistence.advise().indexes();
            assertThat(advised).hasSizeBetween(3, 4);
            advised.forEach(index -> persistence.createIndex(index.collection(), index.index()));

            for (TypedQuery<Document> query : queries) {
                Explanation taken = query.analyze();
                assertThat(taken.path().index()).as("%s by %s", query, taken).isNotNull();
                assertThat(taken.examined().orElseThrow())
                        .as("%s by %s", query, taken)
                        .isLessThan(ENTRIES / 3); // two of seven sources are read where their orders are not merged
            }
            assertThat(persistence.advise().indexes()).isEmpty();
            assertThat(persistence.advise().remarks()).contains("5 kinds of query: served by an index already");
        }
    }
}

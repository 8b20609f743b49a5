package dev.marcus.persistence.advice;

import static dev.marcus.persistence.query.Filter.anyOf;
import static dev.marcus.persistence.query.Filter.matching;
import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.IndexedBackend;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is advised on which use, and with which figures. */
class AdviserTest {
    private static final int ENTRIES = 1000;

    /** Goes on by so much at every look. */
    private final AtomicLong step = new AtomicLong(1000);

    private final AtomicLong nanos = new AtomicLong();
    private final Store direct =
            Stores.builder().provider(IndexedBackend.provider()).open();
    private final Adviser adviser = Adviser.over(direct, () -> nanos.addAndGet(step.get()));
    private final Store store = adviser.store();

    @AfterEach
    void close() {
        store.close();
    }

    /** Past the adviser, as if they had been there before. */
    private void fill() {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < ENTRIES; i++) {
            Document event =
                    Document.of(Map.of("type", "t" + i % 100, "source", "s" + i % 3, "n", i, "text", "word" + i));
            commit.put("events", "e" + i, event);
        }
        direct.commit(commit.build());
    }

    private static Query events(Filter filter) {
        return Query.of("events").where(filter);
    }

    private void ask(int times, Query query) {
        for (int i = 0; i < times; i++) {
            store.query(query);
        }
    }

    private static Filter type(String value) {
        return where("type").eq(value);
    }

    @Test
    void equality_askedOften_isAdvisedWithItsFigures() {
        fill();
        for (int i = 0; i < 50; i++) {
            store.query(events(type("t" + i)));
        }
        Advice advice = adviser.advise();
        assertThat(advice.queries()).isEqualTo(50);
        assertThat(advice.indexes()).singleElement().satisfies(proposed -> {
            assertThat(proposed.collection()).isEqualTo("events");
            assertThat(proposed.index()).isEqualTo(Index.on("type"));
            assertThat(proposed.entries()).isEqualTo(ENTRIES);
            assertThat(proposed.writes()).isZero();
            assertThat(proposed.spared()).isEqualTo(50 * (ENTRIES - 10));
            assertThat(proposed.time()).isEqualTo(Duration.ofNanos(50 * step.get()));
        });
        Advice.Asked asked = advice.indexes().get(0).queries().get(0);
        assertThat(asked.asked()).isEqualTo(50);
        assertThat(asked.matched()).isEqualTo(500);
        assertThat(asked.read()).isEqualTo(50 * ENTRIES);
        assertThat(asked.known()).isTrue();
        assertThat(asked.now()).isEqualTo("reads the whole collection");
        assertThat(advice.remarks()).isEmpty();
    }

    @Test
    void adviceTaken_isNotGivenAgain() {
        fill();
        ask(30, events(type("t1")));
        Advice.ProposedIndex proposed = adviser.advise().indexes().get(0);
        store.createIndex(proposed.collection(), proposed.index());
        Advice advice = adviser.advise();
        assertThat(advice.indexes()).isEmpty();
        assertThat(advice.remarks()).containsExactly("1 kind of query: served by an index already");
    }

    @Test
    void severalShapes_thatBeginAlike_shareOneIndex() {
        fill();
        ask(20, events(type("t1")));
        ask(30, events(where("source").eq("none").and(type("t1"))));
        ask(40, events(type("t1").and(where("source").eq("none")).and(where("n").gte(5))));
        Advice advice = adviser.advise();
        assertThat(advice.indexes())
                .extracting(Advice.ProposedIndex::index)
                .containsExactly(Index.on("type", "source", "n"));
        assertThat(advice.indexes().get(0).queries())
                .extracting(Advice.Asked::asked)
                .containsExactly(40L, 30L, 20L);
    }

    @Test
    void orderUnderALimit_comesBehindTheEqualPaths() {
        fill();
        Query lastOfAType = events(type("t1")).sortBy(Sort.desc("n")).limit(2);
        ask(25, lastOfAType);
        ask(25, Query.of("events").sortBy(Sort.asc("text")).limit(5));
        ask(25, events(type("t1")).sortBy(Sort.desc("n"), Sort.asc("text")).limit(2));
        assertThat(adviser.advise().indexes())
                .extracting(Advice.ProposedIndex::index)
                .containsExactly(Index.on("type", "n"), Index.on("text"));
        assertThat(adviser.advise().indexes().get(0).queries()).hasSize(2);
    }

    @Test
    void search_isAdvisedATextIndex() {
        fill();
        ask(20, events(where("text").search("word7")));
        assertThat(adviser.advise().indexes())
                .extracting(Advice.ProposedIndex::index)
                .containsExactly(Index.text("text"));
    }

    @Test
    void rareQueries_areTooLittleEvidence() {
        fill();
        ask(19, events(type("t1")));
        Advice advice = adviser.advise();
        assertThat(advice.indexes()).isEmpty();
        assertThat(advice.remarks())
                .containsExactly("1 kind of query: asked fewer than 20 times: too little to advise on");
        assertThat(advice.backend().enough()).isFalse();
        assertThat(advice.backend().suited()).isEqualTo("indexed");
        assertThat(advice.toString()).contains("Indexes: none to make.", "nothing to say about indexed yet");
    }

    @Test
    void queriesThatAnIndexDoesNotServe_areLeftOut() {
        fill();
        ask(20, Query.of("events").limit(10));
        ask(20, events(anyOf(type("t1"), where("n").eq(1))));
        ask(20, events(matching(entry -> true)));
        ask(20, events(where("_stored_at").gte(Instant.EPOCH)));
        ask(20, events(type("t1")).limit(1)); // stops early: nobody can say that much was read
        Advice advice = adviser.advise();
        assertThat(advice.indexes()).isEmpty();
        assertThat(advice.remarks())
                .containsExactly(
                        "1 kind of query: read so little, or written so often, that an index would not pay",
                        "4 kinds of query: ask nothing that an index finds");
    }

    @Test
    void collectionWrittenMoreThanAnIndexSpares_isLeftAlone() {
        fill();
        ask(20, events(type("t1")));
        for (int i = 0; i < 21; i++) {
            Commit.Builder commit = Commit.builder();
            for (int k = 0; k < ENTRIES; k++) {
                commit.put("events", "e" + k, Document.of(Map.of("type", "t" + k % 100)));
            }
            store.commit(commit.build());
        }
        Advice advice = adviser.advise();
        assertThat(advice.writes()).isEqualTo(21L * ENTRIES);
        assertThat(advice.indexes()).isEmpty();
    }

    @Test
    void aggregations_doNotTellTheirMatches_soThatTimeDecides() {
        fill();
        Aggregation median = Aggregation.of("events").where(type("t1")).compute("m", Aggregate.median("n"));
        for (int i = 0; i < 20; i++) {
            store.aggregate(median);
        }
        assertThat(adviser.advise().indexes()).isEmpty();
        step.set(Duration.ofMillis(30).toNanos());
        for (int i = 0; i < 20; i++) {
            store.aggregate(median);
        }
        Advice.ProposedIndex proposed = adviser.advise().indexes().get(0);
        assertThat(proposed.index()).isEqualTo(Index.on("type"));
        assertThat(proposed.spared()).isZero();
        assertThat(proposed.queries().get(0).known()).isFalse();
        assertThat(adviser.advise().toString()).contains("the time says that it is much");
    }

    @Test
    void everyKindOfAnswer_isCounted_withWhatItGave() {
        fill();
        Query query = events(type("t1"));
        for (int i = 0; i < 20; i++) {
            store.count(query);
            try (Stream<Entry> all = store.stream(query)) {
                assertThat(all).hasSize(10);
            }
            try (Stream<Entry> some = store.stream(query)) {
                assertThat(some.findFirst()).isPresent();
            }
            store.stream(query).close();
        }
        Advice.Asked asked = adviser.advise().indexes().get(0).queries().get(0);
        assertThat(asked.asked()).isEqualTo(80);
        assertThat(asked.matched()).isEqualTo(20 * (10 + 10 + 1));
        assertThat(asked.read()).isBetween(40L * ENTRIES, 40L * ENTRIES + 1000);
        for (int i = 0; i < 20; i++) {
            store.first(query);
            store.first(events(type("none")));
        }
        assertThat(adviser.advise().queries()).isEqualTo(120);
    }

    @Test
    void readsAndWrites_areCountedByEntries() {
        store.store("c", "a", Document.empty());
        store.commit(Commit.builder()
                .put("c", "b", Document.empty())
                .put("d", "c", Document.empty())
                .build());
        store.commitAsync(Commit.builder()
                        .put("c", "d", Document.empty())
                        .delete("c", "none")
                        .build())
                .join();
        store.delete("c", "a");
        store.delete("c", "a");
        store.clearOld("c", Instant.MAX);
        store.retrieve("c", "a");
        store.retrieve("c", "b");
        Advice advice = adviser.advise();
        assertThat(advice.writes()).isEqualTo(1 + 2 + 1 + 1 + 2);
        assertThat(advice.reads()).isEqualTo(2);
        assertThat(advice.backend().entries()).isEqualTo(1);
    }

    @Test
    void shapes_areBounded_andTheLeastUsedAreForgotten() {
        fill();
        ask(60, events(type("t1")));
        for (int i = 0; i < 1000; i++) {
            store.query(events(where("path" + i).eq(1)));
        }
        Advice advice = adviser.advise();
        assertThat(advice.indexes()).extracting(Advice.ProposedIndex::index).containsExactly(Index.on("type"));
        assertThat(advice.remarks()).anyMatch(remark -> remark.contains("were forgotten for want of room"));
        assertThat(advice.queries()).isEqualTo(1060);
    }

    @Test
    void text_saysItToAPerson_withoutAnyValue() {
        fill();
        ask(
                25,
                events(type("hunter2").and(where("n").gte(987654)))
                        .sortBy(Sort.desc("n"))
                        .limit(3));
        String text = adviser.advise().toString();
        assertThat(text)
                .contains("25 queries")
                .contains("events: Index.on(\"type\", \"n\")")
                .contains("spares about 25,000 entries")
                .contains("25 times range of n, type =; sorted by n desc; limited: matched 0, read about 25,000")
                .doesNotContain("hunter2", "987654");
    }

    @Test
    void indexes_ofABackendWithoutThem_areAdvisedWithARemark() {
        try (Store plain = Stores.builder().url("memory:").open()) {
            Adviser other = Adviser.over(plain);
            for (int i = 0; i < 300; i++) {
                plain.store("c", "k" + i, Document.empty());
            }
            for (int i = 0; i < 20; i++) {
                other.store().query(Query.of("c").where(where("a").eq(1)));
            }
            Advice advice = other.advise();
            assertThat(advice.indexes()).hasSize(1);
            boolean capable = plain.capabilities().has(dev.marcus.persistence.store.Capability.INDEXES);
            assertThat(advice.remarks().contains("'memory' has no indexes: they need a backend with INDEXES"))
                    .isNotEqualTo(capable);
        }
    }

    @Test
    void failures_areNotCounted_andNeitherIsTheAdviserItself() {
        fill();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> store.query(events(matching(entry -> {
                    throw new IllegalStateException("no");
                }))))
                .isInstanceOf(IllegalStateException.class);
        adviser.advise();
        assertThat(adviser.advise().queries()).isZero();
        assertThat(List.of(adviser.advise().reads(), adviser.advise().writes())).containsOnly(0L);
    }
}

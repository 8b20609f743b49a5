package dev.marcus.persistence.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everybody gives the same answers, so that nobody is measured doing something else. */
class ContendersTest {
    private static final int BATCHED = 400;
    private static final int ALL = 500;

    @TempDir
    Path directory;

    /** What has to be there, in the order in which it was stored. */
    private final Map<String, Document> expected = new LinkedHashMap<>();

    @ParameterizedTest
    @EnumSource
    void everyContender_answersTheSame(Kind kind) throws Exception {
        try (Contender contender = kind.open(directory, kind.promise(), true)) {
            batch(contender);
            for (int number = BATCHED; number < ALL; number++) {
                put(contender, Events.key(number), number);
            }
            put(contender, Events.key(10), ALL);
            delete(contender, Events.key(20));
            delete(contender, Events.key(21));
            put(contender, Events.key(21), 21);
            check(contender);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void persistentContender_openedAgain_answersTheSame(Kind kind) throws Exception {
        try (Contender contender = kind.open(directory, Durability.PROCESS, true)) {
            batch(contender);
            put(contender, Events.key(10), ALL);
            delete(contender, Events.key(20));
        }

        try (Contender contender = kind.open(directory, Durability.PROCESS, true)) {
            check(contender);
            put(contender, Events.key(30), 30);
            check(contender);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyContender_letsManyThreadsPut(Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Contender contender = kind.open(directory, kind.promise(), false)) {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String key = Events.key(i);
                Object document = contender.prepare(Events.json(i));
                puts.add(threads.submit(() -> {
                    contender.put(key, document);
                    return key;
                }));
            }
            for (Future<?> put : puts) {
                put.get();
            }

            assertThat(contender.entries()).isEqualTo(100);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nitrite_atLevelDisk_isRefused() {
        assertThatThrownBy(() -> Kind.NITRITE.open(directory, Durability.DISK, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: DISK (expected: at most PROCESS for nitrite)");
    }

    private void batch(Contender contender) throws Exception {
        List<Object> documents = new ArrayList<>();
        List<String> keys = IntStream.range(0, BATCHED).mapToObj(Events::key).toList();
        for (int number = 0; number < BATCHED; number++) {
            documents.add(contender.prepare(Events.json(number)));
            expected.put(keys.get(number), Document.parse(Events.json(number)));
        }
        contender.putBatch(keys, documents);
    }

    private void put(Contender contender, String key, int number) throws Exception {
        contender.put(key, contender.prepare(Events.json(number)));
        expected.remove(key);
        expected.put(key, Document.parse(Events.json(number)));
    }

    private void delete(Contender contender, String key) throws Exception {
        contender.delete(key);
        expected.remove(key);
    }

    private void check(Contender contender) throws Exception {
        assertThat(contender.entries()).isEqualTo(expected.size());
        for (Map.Entry<String, Document> entry : expected.entrySet()) {
            Object found = contender.get(entry.getKey());
            assertThat(found).as(entry.getKey()).isNotNull();
            assertThat(Document.parse(contender.json(found))).isEqualTo(entry.getValue());
        }
        assertThat(contender.get(Events.key(20))).isNull();
        for (String source : Events.SOURCES) {
            assertThat(contender.countFrom(source))
                    .isEqualTo(with("source", source).size());
        }
        for (String type : Events.TYPES) {
            List<Document> newest = with("event_type", type);
            Collections.reverse(newest);
            assertThat(documents(contender, contender.newest(type, 100))).isEqualTo(newest);
            assertThat(documents(contender, contender.newest(type, 7))).isEqualTo(newest.subList(0, 7));
        }
    }

    private List<Document> with(String member, String text) {
        List<Document> documents = new ArrayList<>(expected.values());
        documents.removeIf(document -> !document.text(member).orElseThrow().equals(text));
        return documents;
    }

    private static List<Document> documents(Contender contender, List<Object> found) throws Exception {
        List<Document> documents = new ArrayList<>();
        for (Object one : found) {
            documents.add(Document.parse(contender.json(one)));
        }
        return documents;
    }
}

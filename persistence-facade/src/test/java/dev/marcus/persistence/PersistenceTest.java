package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.advice.Advice;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.model.Project;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the facade adds, the same over every backend. */
abstract class PersistenceTest {
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

    @TempDir
    Path temp;

    private final List<Persistence> opened = new ArrayList<>();

    record Point(int x, int y) {}

    record Tree(String name, List<Tree> children) {}

    abstract String url(Path space);

    PersistenceBuilder configured(PersistenceBuilder builder) {
        return builder;
    }

    private Persistence open(String space, Instant now) {
        Persistence persistence = configured(Persistence.builder())
                .url(url(temp.resolve(space)))
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .retention("short", Duration.ofDays(1))
                .open();
        opened.add(persistence);
        return persistence;
    }

    private Persistence open() {
        return open("space", NOW);
    }

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    @Test
    void store_record_comesBackEqual() {
        Persistence persistence = open();
        Tree tree = new Tree("a", List.of(new Tree("b", List.of()), new Tree("\ud800\u0000", List.of())));
        persistence.store("trees", "t", tree);
        assertThat(persistence.retrieve("trees", "t", Tree.class)).contains(tree);
        assertThat(persistence.retrieve("trees", "none", Tree.class)).isEmpty();
    }

    @Test
    void store_nan_isRefusedWithItsPath_andNothingIsStored() {
        Persistence persistence = open();
        assertThatThrownBy(() -> persistence.store("c", "k", Map.of("a", List.of(Double.NaN))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("a[0]");
        assertThatThrownBy(() -> persistence.store("c", "k", "just a text"))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(persistence.retrieve("c", "k")).isEmpty();
    }

    @Test
    void retrieve_memberNameWithAnUnpairedSurrogate_isReadIntoAMap() {
        Persistence persistence = open();
        persistence.store("c", "k", Document.parse("{\"a\\ud800\":1,\"b\\\\ud800\":\"\\ud83e\\udd84\"}"));
        assertThat(persistence.retrieve("c", "k", Object.class).orElseThrow())
                .isEqualTo(Map.of("a\ud800", 1, "b\\ud800", "\ud83e\udd84"));
    }

    @Test
    void collection_entryOfAnotherShape_isReportedAndNeverDropped() {
        Persistence persistence = open();
        TypedCollection<Point> points = persistence.collection("points", Point.class);
        points.store("good", new Point(1, 2));
        persistence.store("points", "bad", Document.parse("{\"x\":\"hunter2\",\"y\":[]}"));
        assertThatThrownBy(points::list)
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("'bad'")
                .hasMessageContaining("$.x")
                .hasMessageNotContaining("hunter2");
        List<String> told = new ArrayList<>();
        assertThat(points.skipUnreadable(e -> told.add(e.entry().key())).list()).containsExactly(new Point(1, 2));
        assertThat(told).containsExactly("bad");
    }

    @Test
    void replace_entryChangedSince_isAConflict() {
        TypedCollection<Point> points = open().collection("points", Point.class);
        TypedEntry<Point> seen = points.create("p", new Point(0, 0));
        TypedEntry<Point> next = points.replace(seen, new Point(1, 1));
        assertThatThrownBy(() -> points.replace(seen, new Point(2, 2))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> points.create("p", new Point(2, 2))).isInstanceOf(ConflictException.class);
        assertThat(points.entry("p")).contains(next);
    }

    @Test
    void events_byTypeSourceAndTime_newestFirst() {
        Persistence persistence = open();
        for (int i = 0; i < 150; i++) {
            persistence.storeEvent(i % 3 == 0 ? "rare" : "common", "agent" + i % 2, Map.of("n", i));
        }
        assertThat(persistence.events().type("rare").list()).hasSize(50);
        assertThat(persistence.events().type("rare").source("agent1").limit(2).list())
                .extracting(event -> event.data().get("n"))
                .containsExactly(147, 141);
        assertThat(persistence.events().before(NOW).list()).isEmpty();
        try (Stream<TypedEntry<Event>> all = persistence.events().since(NOW).stream()) {
            assertThat(all.map(TypedEntry::key).distinct()).hasSize(150);
        }
    }

    @Test
    void event_asMarcusWroteIt_keepsEveryMember() {
        Persistence persistence = open();
        Document written = Document.parse(
                "{\"event_id\":\"e1\",\"timestamp\":\"2026-09-28 08:00:00\",\"event_type\":\"t\","
                        + "\"source\":\"marcus\",\"data\":{\"a\":null,\"n\":1.50,\"b\":[1,{}]},\"metadata\":null,\"other\":{\"x\":1}}");
        persistence.store("events", "e1", written);
        Event event = persistence.events().list().get(0);
        assertThat(event.metadata()).isNull();
        assertThat(event.extra()).containsKey("other");
        persistence.storeEvent(event);
        assertThat(persistence.retrieve("events", "e1").orElseThrow().document())
                .isEqualTo(written);
    }

    @Test
    void decisions_ofATaskOrAgent_keepTheirProject() {
        Persistence persistence = open();
        Decision decision = persistence.storeDecision("t1", "a1", "use SQLite", "one file", null);
        Document withProject = Document.parse("{\"decision_id\":\"d2\",\"task_id\":\"t2\",\"agent_id\":\"a1\","
                + "\"timestamp\":\"2026-10-01T12:00:00+00:00\",\"what\":\"w\",\"why\":\"y\",\"impact\":\"i\","
                + "\"project_id\":\"p\",\"affected_tasks\":[\"t3\"],\"confidence\":0.5}");
        persistence.store("decisions", "d2", withProject);
        assertThat(persistence.decisions().task("t1").list()).containsExactly(decision);
        assertThat(persistence.decisions().agent("a1").list()).hasSize(2);
        Decision read = persistence.decisions().project("p").list().get(0);
        persistence.storeDecision(read);
        assertThat(persistence.retrieve("decisions", "d2").orElseThrow().document())
                .isEqualTo(withProject);
    }

    @Test
    void projects_activeOneIsAPointer_andNoneIsCutOff() {
        Persistence persistence = open();
        ProjectRegistry projects = persistence.projects();
        for (int i = 0; i < 120; i++) {
            projects.store(new Project(
                    "p" + i, "Project " + i, "planka", Map.of(), "2026-10-01T12:00:00Z", null, List.of(), Map.of()));
        }
        assertThat(projects.active()).isEmpty();
        projects.activate("p7");
        assertThat(projects.active().orElseThrow().name()).isEqualTo("Project 7");
        assertThat(projects.list()).hasSize(120);
        assertThatThrownBy(() -> projects.activate("none")).isInstanceOf(ConflictException.class);
    }

    @Test
    void cleanup_byAgeAndBySetting_reportsEachCollection() throws IOException {
        Persistence persistence = open();
        String old =
                "{\"collection\":\"short\",\"key\":\"old\",\"stored_at\":\"2026-09-30T11:59:59Z\",\"document\":{}}\n";
        persistence.importFrom(new ByteArrayInputStream(old.getBytes(StandardCharsets.UTF_8)));
        persistence.store("short", "new", Map.of());
        CleanupReport report = persistence.cleanup();
        assertThat(report.lines()).containsExactly(new CleanupReport.Line("short", 1, null));
        assertThat(report.isComplete()).isTrue();
        assertThat(persistence.retrieve("short", "new")).isPresent();
        assertThat(persistence.cleanup(Duration.ofDays(400_000_000L)).removed()).isZero();
        assertThatThrownBy(() -> persistence.cleanup(Duration.ofDays(-1))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void exportAndImport_keepEntriesAndTimes() throws IOException {
        Persistence persistence = open();
        Document deep = Document.parse("{\"a\":".repeat(199) + "{}" + "}".repeat(199));
        persistence.store("c", "deep", deep);
        persistence.store("c", "odd\n\"\ud83e\udd84", Document.parse("{\"n\":1e400,\"t\":\"\\ud800\\u0000\"}"));
        persistence.store("D", "k", Document.empty());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(persistence.exportTo(out)).isEqualTo(3);
        Persistence other = open("other", NOW.plusSeconds(1000));
        assertThat(other.importFrom(new ByteArrayInputStream(out.toByteArray())))
                .isEqualTo(3);
        assertSame(persistence, other);
        Persistence third = open("third", NOW.plusSeconds(2000));
        assertThat(persistence.copyTo(third)).isEqualTo(3);
        assertSame(persistence, third);
    }

    private static void assertSame(Persistence a, Persistence b) {
        assertThat(b.store().collections()).isEqualTo(a.store().collections());
        for (String collection : a.store().collections()) {
            List<Entry> expected = a.query(Query.of(collection)).entries();
            List<Entry> found = b.query(Query.of(collection)).entries();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).key()).isEqualTo(expected.get(i).key());
                assertThat(found.get(i).document()).isEqualTo(expected.get(i).document());
                assertThat(found.get(i).storedAt()).isEqualTo(expected.get(i).storedAt());
            }
        }
    }

    @Test
    void importFrom_badLine_namesIt_andKeepsWhatCameBefore() {
        Persistence persistence = open();
        String lines = "{\"collection\":\"c\",\"key\":\"k\",\"stored_at\":\"2026-09-30T11:59:59Z\",\"document\":{}}\n"
                + "{\"collection\":\"c\",\"key\":\"k2\",\"stored_at\":\"2026-09-30T11:59:59Z\",\"document\":[]}\n";
        assertThatThrownBy(
                        () -> persistence.importFrom(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("1 entries");
        assertThat(persistence.count(Query.of("c"))).isEqualTo(1);
    }

    @Test
    void async_manyWritesAtOnce_takeEffectInTheirOrder() {
        Persistence persistence = open();
        AsyncPersistence async = persistence.async();
        List<CompletableFuture<Entry>> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(async.store("c", "k" + i % 7, Map.of("n", i)));
        }
        long last = 0;
        for (CompletableFuture<Entry> write : writes) {
            assertThat(write.join().revision()).isGreaterThan(last);
            last = write.join().revision();
        }
        assertThat(async.count(Query.of("c")).join()).isEqualTo(7);
        assertThat(async.retrieve("c", "k5", Object.class).join().orElseThrow()).isEqualTo(Map.of("n", 299));
        assertThat(async.delete("c", "k5").join()).isTrue();
        async.storeEvent("t", "s", Map.of()).join();
        assertThat(async.query(Query.of("events")).join().entries()).hasSize(1);
        assertThat(async.retrieve("", "k")
                        .handle((found, failure) -> failure.getCause())
                        .join())
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void close_withWritesUnderWay_waitsForThemAndTellsEveryCaller() {
        Persistence persistence = open();
        List<CompletableFuture<Entry>> writes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            writes.add(persistence.async().store("c", "k" + i, Map.of("n", i)));
        }
        persistence.close();
        assertThat(writes).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThatThrownBy(
                        () -> persistence.async().store("c", "late", Map.of()).join())
                .hasCauseInstanceOf(StoreClosedException.class);
    }

    @Test
    void close_fromACallbackOfItsOwn_isRefused_andThePersistenceStaysOpen() {
        Persistence persistence = open();
        persistence.store("c", "k", Map.of());
        assertThatThrownBy(() -> persistence
                        .async()
                        .count(Query.of("c").where(dev.marcus.persistence.query.Filter.matching(entry -> {
                            persistence.close();
                            return true;
                        })))
                        .join())
                .hasCauseInstanceOf(InvalidRequestException.class);
        assertThat(persistence.retrieve("c", "k")).isPresent();
        assertThat(persistence.async().count(Query.of("c")).join()).isEqualTo(1);
    }

    @Test
    void delete_ofWhatMatches_removesItWhileTheAnswerIsOpen() {
        Persistence persistence = open();
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < 1100; i++) {
            commit.put("points", "p" + i, Document.of(Map.of("x", i, "y", i % 10)));
        }
        persistence.commit(commit.build());
        assertThat(persistence.from("points").where(where("y").ne(3)).delete()).isEqualTo(990);
        assertThat(persistence.from("points").count()).isEqualTo(110);
        assertThat(persistence
                        .collection("points", Point.class)
                        .query()
                        .sortBy(Sort.asc("x"))
                        .limit(100)
                        .delete())
                .isEqualTo(100);
        assertThat(persistence.from("points").min("x").orElseThrow()).isEqualByComparingTo("1003");
    }

    @Test
    void advise_afterSomeUse_namesTheIndexThatWouldHaveHelped() {
        Persistence persistence = configured(Persistence.builder())
                .url(url(temp.resolve("advised")))
                .adviser()
                .open();
        opened.add(persistence);
        TypedCollection<Point> points = persistence.collection("points", Point.class);
        for (int i = 0; i < 200; i++) {
            points.store("p" + i, new Point(i, -i));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(points.where(where("x").eq(i)).list()).containsExactly(new Point(i, -i));
        }
        Advice advice = persistence.advise();
        assertThat(advice.indexes()).singleElement().satisfies(index -> {
            assertThat(index.index()).isEqualTo(Index.on("x"));
            assertThat(index.writes()).isEqualTo(200);
        });
        assertThat(advice.toString()).contains("points: Index.on(\"x\")");
    }

    @Test
    void store_intoACollectionOfTheFramework_isRefused() {
        Persistence persistence = open();
        assertThatThrownBy(() -> persistence.store("_own", "k", Map.of())).isInstanceOf(InvalidRequestException.class);
        assertThat(persistence
                        .collection("c", Point.class)
                        .where(where("x").gt(0))
                        .count())
                .isZero();
    }
}

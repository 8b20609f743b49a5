package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;
import static dev.marcus.persistence.migration.Tasks.upTo;
import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedPage;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Precondition;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read while documents of older versions are stored, and what is refused once somebody has gone on. */
class OnDemandTest {
    private static final int COUNT = 30;

    @TempDir
    Path temp;

    record Named(String first, String last, int n) {}

    /** From {@code {"name":"First3 Last27","n":3}} to first and last name, and then to n times ten. */
    private static Migrations names() {
        return Migrations.of("people")
                .step(1, "split name", person -> {
                    String[] parts = person.text("name").orElseThrow().split(" ", 2);
                    return Document.of(Map.of("first", parts[0], "last", parts[1], "n", n(person)));
                })
                .step(2, "count in tenths", person -> Tasks.with(person, "n", n(person) * 10));
    }

    private static int n(Document person) {
        return person.number("n").orElseThrow().intValueExact();
    }

    private static Document old(int n) {
        return Document.of(Map.of("name", "First" + n + " Last" + (COUNT - n), "n", n));
    }

    private Persistence opened(String scheme, boolean mixed) {
        String url = scheme + ":" + temp.resolve("space");
        Persistence persistence = Persistence.builder()
                .url(url)
                .migrations(names())
                .migrateOnDemand()
                .open();
        assertThat(persistence.migration(names()).version().finished()).isFalse();
        if (mixed) { // every third is of the newest version already
            for (int n = 0; n < COUNT; n += 3) {
                persistence.store("people", "p" + n, new Named("First" + n, "Last" + (COUNT - n), n * 10));
            }
        }
        return persistence;
    }

    private void filled(String scheme) {
        try (Store store = Stores.open(scheme + ":" + temp.resolve("space"))) {
            for (int n = 0; n < COUNT; n++) {
                store.store("people", "p" + n, old(n));
            }
        }
    }

    private static List<Object> answers(Persistence persistence) {
        List<Object> answers = new ArrayList<>();
        var people = persistence.collection("people", Named.class);
        Filter byName = where("first").startsWith("First1").and(where("n").gt(0));
        List<Filter> filters = List.of(
                Filter.all(),
                byName,
                Filter.not(byName),
                where("name").exists(),
                where("_key").lt("p2"));
        List<List<Sort>> orders = List.of(
                List.of(Sort.asc("_key")), List.of(Sort.desc("n")), List.of(Sort.asc("last"), Sort.asc("_key")));
        for (Filter filter : filters) {
            for (List<Sort> order : orders) {
                var query = people.where(filter).sortBy(order.toArray(new Sort[0]));
                answers.add(query.list());
                answers.add(query.limit(3).list());
                answers.add(query.first());
                answers.add(query.limit(7).list());
                answers.add(pages(query));
                answers.add(query.limit(4).page().values());
            }
            var query = people.where(filter);
            answers.add(query.count());
            answers.add(query.limit(4).count());
            answers.add(query.sum("n"));
            answers.add(query.groupBy("last").compute("count", Aggregate.count()).list().stream()
                    .map(Group::toString)
                    .toList());
        }
        for (int n = 0; n < COUNT; n++) {
            answers.add(people.retrieve("p" + n));
        }
        return answers;
    }

    private static List<Object> pages(dev.marcus.persistence.TypedQuery<Named> query) {
        List<Object> all = new ArrayList<>();
        TypedPage<Named> page = query.limit(4).page();
        all.addAll(page.values());
        while (page.hasMore()) {
            page = query.limit(4).after(page.next().orElseThrow()).page();
            all.addAll(page.values());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sqlite"})
    void reading_whileNotMigratedOrMixed_answersAsAfterTheMigration(String scheme) {
        filled(scheme);
        List<Object> notMigrated;
        List<Object> mixed;
        List<Object> migrated;
        try (Persistence persistence = opened(scheme, false)) {
            notMigrated = answers(persistence);
        }
        try (Persistence persistence = opened(scheme, true)) {
            mixed = answers(persistence);
            assertThat(persistence.migration(names()).run().changed()).isEqualTo(COUNT - COUNT / 3);
            assertThat(persistence.migration(names()).version().finished()).isTrue();
            migrated = answers(persistence);
        }
        assertThat(notMigrated).isEqualTo(migrated);
        assertThat(mixed).isEqualTo(migrated);
        try (Store raw = Stores.open(scheme + ":" + temp.resolve("space"))) {
            assertThat(raw.count(Query.of("people").where(where("name").exists())))
                    .isZero();
            assertThat((List<?>) migrated.get(0)).hasSize(COUNT);
        }
    }

    @Test
    void pages_begunBeforeTheMigrationHasFinished_goOnAfterIt() {
        filled("sqlite");
        try (Persistence persistence = opened("sqlite", true)) {
            Query query = Query.of("people")
                    .where(where("n").gte(0))
                    .sortBy(Sort.asc("last"))
                    .limit(10);
            var first = persistence.query(query);
            persistence.migration(names()).run();
            var second = persistence.query(query.after(first.next().orElseThrow()));
            var third = persistence.query(query.after(second.next().orElseThrow()));
            assertThat(third.hasMore()).isFalse();
            List<String> keys = new ArrayList<>();
            List.of(first, second, third).forEach(page -> page.forEach(entry -> keys.add(entry.key())));
            assertThat(keys).hasSize(COUNT).doesNotHaveDuplicates();
        }
    }

    @Test
    void stream_openedBeforeTheMigrationFinished_goesOnWithItsMoment() {
        filled("sqlite");
        try (Persistence persistence = opened("sqlite", false);
                var all = persistence.collection("people", Named.class).stream()) {
            persistence.migration(names()).run();
            persistence.store("people", "new", new Named("a", "b", 1)); // shows the store that it has gone on
            assertThat(persistence.retrieve("people", "new")).isPresent();
            assertThat(all.map(entry -> entry.value().n())).hasSize(COUNT).allMatch(n -> n % 10 == 0);
        }
    }

    @Test
    void storing_whatWasRead_makesItNew_andIsNotMigratedAgain() {
        filled("sqlite");
        try (Persistence persistence = opened("sqlite", false)) {
            var people = persistence.collection("people", Named.class);
            var seen = people.entry("p7").orElseThrow();
            people.replace(
                    seen, new Named(seen.value().first(), "Other", seen.value().n()));
            assertThat(people.retrieve("p7")).contains(new Named("First7", "Other", 70));
            persistence.migration(names()).run();
            assertThat(people.retrieve("p7")).contains(new Named("First7", "Other", 70));
            assertThat(people.where(where("last").eq("Last25")).delete()).isEqualTo(1);
            assertThat(people.count()).isEqualTo(COUNT - 1);
        }
    }

    @Test
    void openingWithALongerPlan_whileTheShorterIsNotFinished_readsEveryVersion() {
        filled("sqlite");
        opened("sqlite", true).close();
        Migrations longer = names().step(3, "sum of both", person -> Tasks.with(person, "both", true));
        try (Persistence persistence = Persistence.builder()
                .url("sqlite:" + temp.resolve("space"))
                .migrations(longer)
                .migrateOnDemand()
                .open()) {
            assertThat(persistence.from("people").where(where("both").eq(true)).count())
                    .isEqualTo(COUNT);
            assertThat(persistence.migration(longer).run()).isEqualTo(new MigrationReport("people", 0, 3, COUNT, 0));
        }
    }

    @Test
    void documentThatAStepFailsOn_isAnErrorWhereItIsRead_andNoOther() {
        try (Store store = Stores.open("sqlite:" + temp.resolve("space"))) {
            store.store("people", "good", old(1));
            store.store("people", "bad", Document.parse("{\"n\":1}"));
        }
        try (Persistence persistence = opened("sqlite", false)) {
            assertThat(persistence.retrieve("people", "good", Named.class)).isPresent();
            assertThatThrownBy(() -> persistence.retrieve("people", "bad"))
                    .isInstanceOf(MigrationFailedException.class)
                    .hasMessageContaining("key 'bad', step 1 'split name'");
        }
    }

    @Test
    void programOfAnOlderVersion_isRefusedOnceANewerHasMigrated_andHarmsNothing() {
        String url = "sqlite:" + temp.resolve("space");
        try (Persistence old =
                Persistence.builder().url(url).migrations(upTo(1)).open()) {
            old.store(TASKS, "a", Tasks.task(1, 1));
            old.store(TASKS, "b", Tasks.task(1, 1));
            try (Persistence newer = Persistence.builder()
                    .url(url)
                    .migrations(upTo(2))
                    .migrateOnDemand()
                    .open()) {
                newer.store(TASKS, "b", Tasks.task(2, 1, 2));
                refused(() -> old.retrieve(TASKS, "b"));
                refused(() -> old.store(TASKS, "a", Tasks.task(3, 1)));
                refused(() -> old.async().store(TASKS, "a", Tasks.task(3, 1)).join());
                refused(() -> old.from(TASKS).list());
                refused(() -> old.from(TASKS).count());
                refused(() -> old.from(TASKS).sum("n"));
                newer.migration(upTo(2)).run();
                assertThat(Tasks.appliedByKey(newer.store()))
                        .hasSize(2)
                        .allSatisfy((key, applied) -> assertThat(applied).containsExactly(1L, 2L));
            }
            assertThatThrownBy(() ->
                            Persistence.builder().url(url).migrations(upTo(1)).open())
                    .isInstanceOf(MigrationMismatchException.class)
                    .hasMessageContaining("is at version 2 (expected: at most 1");
        }
    }

    @Test
    void write_ofAProgramThatHasNotNoticed_isRefusedByTheStore() {
        String url = "sqlite:" + temp.resolve("space");
        try (Persistence old =
                Persistence.builder().url(url).migrations(upTo(1)).open()) {
            old.store(TASKS, "a", Tasks.task(1, 1));
            try (Persistence newer =
                    Persistence.builder().url(url).migrations(upTo(2)).open()) {
                assertThatThrownBy(() ->
                                old.async().store(TASKS, "a", Tasks.task(3, 1)).join())
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .hasMessageContaining("hand it in again");
                refused(() -> old.store(TASKS, "a", Tasks.task(3, 1)));
                assertThat(old.delete(TASKS, "none")).isFalse();
                assertThat(newer.retrieve(TASKS, "a").orElseThrow().document()).isEqualTo(Tasks.task(1, 1, 2));
            }
        }
    }

    private static void refused(Runnable operation) {
        assertThatThrownBy(operation::run)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(MigrationMismatchException.class),
                        thrown -> assertThat(thrown).hasCauseInstanceOf(MigrationMismatchException.class));
    }

    @Test
    void write_whileAMigrationOfItsVersionEnds_isDoneAllTheSame_andItsOwnConflictsStay() {
        String url = "sqlite:" + temp.resolve("space");
        try (Store store = Stores.open(url)) {
            Tasks.fill(store, 3);
        }
        try (Persistence persistence = Persistence.builder()
                .url(url)
                .migrations(upTo(2))
                .migrateOnDemand()
                .open()) {
            persistence.store(TASKS, "a", Tasks.task(1, 1, 2));
            try (Store other = Stores.open(url)) {
                Migration.of(other, upTo(2)).run(); // what the other knew is outdated
            }
            persistence.store(TASKS, "b", Tasks.task(1, 1, 2));
            assertThatThrownBy(() -> persistence.commit(Commit.builder()
                            .put(TASKS, "b", Tasks.task(1, 1, 2))
                            .requireAbsent(TASKS, "b")
                            .build()))
                    .isInstanceOf(ConflictException.class);
            Commit own = Commit.builder()
                    .change(new Change.Put(TASKS, "b", Tasks.task(1, 1, 2), null))
                    .require(new Precondition.Absent(CollectionVersion.COLLECTION, TASKS))
                    .build();
            assertThatThrownBy(() -> persistence.commit(own)).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void opening_migratesBeforeItMakesIndexes_andTwoPlansForOneCollectionAreRefused() {
        filled("sqlite");
        try (Persistence persistence = Persistence.builder()
                .url("sqlite:" + temp.resolve("space"))
                .migrations(names())
                .index("people", Index.on("last").unique())
                .open()) {
            assertThat(persistence
                            .from("people")
                            .where(where("last").eq("Last3"))
                            .explain()
                            .path()
                            .index())
                    .isEqualTo("last");
            assertThat(Optional.ofNullable(persistence.indexes("people").get(0)))
                    .isPresent();
        }
        assertThatThrownBy(() -> Persistence.builder().migrations(names(), names()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void migratingOnDemand_isFinishedAtTheNextOpening_onceNothingOldIsLeft() {
        filled("sqlite");
        try (Persistence persistence = opened("sqlite", true)) {
            var people = persistence.collection("people", Named.class);
            people.query().entries().forEach(entry -> people.store(entry.key(), entry.value()));
            assertThat(persistence.migration(names()).version().finished()).isFalse();
        }
        try (Persistence persistence = Persistence.builder()
                .url("sqlite:" + temp.resolve("space"))
                .migrations(names(), upTo(1)) // of which the second has no documents at all
                .migrateOnDemand()
                .open()) {
            assertThat(persistence.migration(names()).version().finished()).isTrue();
            assertThat(persistence.migration(upTo(1)).version().finished()).isTrue();
        }
    }
}

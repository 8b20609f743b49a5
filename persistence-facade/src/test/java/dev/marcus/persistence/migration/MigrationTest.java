package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;
import static dev.marcus.persistence.migration.Tasks.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ManualClock;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Limits;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs, rollbacks and dry runs do, and which plans are refused. */
class MigrationTest {
    private final ManualClock clock = new ManualClock();
    private final Store store = Stores.builder().url("memory:").clock(clock).open();

    private Migration migration(Migrations plan) {
        return Migration.of(store, plan);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void run_appliesAllSteps_keepsTimesAndOrder_andTellsItsHistory() {
        Tasks.fill(store, 5);
        List<Entry> before = store.query(Query.of(TASKS)).entries();
        clock.advance(Duration.ofHours(1));
        assertThat(migration(upTo(2)).run()).isEqualTo(new MigrationReport(TASKS, 0, 2, 5, 0));
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(5, 1L, 2L));
        List<Entry> after = store.query(Query.of(TASKS)).entries();
        assertThat(after)
                .extracting(Entry::key)
                .isEqualTo(before.stream().map(Entry::key).toList());
        assertThat(after).extracting(Entry::storedAt).containsOnly(before.get(0).storedAt());
        CollectionVersion version = migration(upTo(2)).version();
        assertThat(version.version()).isEqualTo(2);
        assertThat(version.finished()).isTrue();
        assertThat(version.history()).extracting(AppliedStep::name).containsExactly("note 1", "note 2");
        assertThat(version.history()).allSatisfy(line -> {
            assertThat(line.begun()).isEqualTo(clock.instant());
            assertThat(line.took()).contains(Duration.ZERO);
            assertThat(line.by())
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        });
        assertThat(store.query(Query.of(CollectionVersion.COLLECTION)).entries())
                .extracting(Entry::key)
                .containsExactly(TASKS);
    }

    @Test
    void run_again_doesNothingAndTakesNoRevision() {
        Tasks.fill(store, 3);
        migration(upTo(1)).run();
        long revision = store.lastRevision();
        assertThat(migration(upTo(1)).run()).isEqualTo(new MigrationReport(TASKS, 1, 1, 0, 0));
        assertThat(store.lastRevision()).isEqualTo(revision);
        assertThat(migration(upTo(3)).run()).isEqualTo(new MigrationReport(TASKS, 1, 3, 3, 0));
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(3, 1L, 2L, 3L));
    }

    @Test
    void run_ofAnEmptyCollection_countsItAsMigrated() {
        assertThat(migration(upTo(2)).run()).isEqualTo(new MigrationReport(TASKS, 0, 2, 0, 0));
        store.store(TASKS, "new", Tasks.task(0, 1, 2));
        assertThat(migration(upTo(2)).run().changed()).isZero();
    }

    @Test
    void run_documentsThatNeedNoChange_areNotStoredAnew() {
        Tasks.fill(store, 2);
        Entry before = store.retrieve(TASKS, "t0").orElseThrow();
        Migrations plan = Migrations.of(TASKS)
                .step(
                        1,
                        "only t1",
                        task -> task.number("n").orElseThrow().signum() == 0 ? task : Tasks.with(task, "one", true));
        assertThat(migration(plan).run()).isEqualTo(new MigrationReport(TASKS, 0, 1, 1, 1));
        assertThat(store.retrieve(TASKS, "t0")).contains(before);
    }

    @Test
    void run_stepThatFails_namesTheDocument_andTheNextRunGoesOn() {
        Tasks.fill(store, 5);
        Migrations failing = upTo(1).step(2, "picky", task -> {
            if (task.number("n").orElseThrow().intValueExact() == 3) {
                throw new IllegalStateException("hunter2");
            }
            return Tasks.note(2).apply(task);
        });
        assertThatThrownBy(() -> migration(failing).run())
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("collection 'tasks', key 't3', step 2 'picky'")
                .hasMessageNotContaining("hunter2")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(Tasks.appliedByKey(store))
                .containsEntry("t1", List.of(1L, 2L))
                .containsEntry("t2", List.of())
                .containsEntry("t3", List.of());
        assertThat(migration(failing).version().finished()).isFalse();
        Migrations corrected = upTo(1).batch(1000).step(2, "picky", Tasks.note(2));
        assertThat(migration(corrected).run()).isEqualTo(new MigrationReport(TASKS, 0, 2, 3, 0));
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(5, 1L, 2L));
    }

    @Test
    void run_stepThatReturnsNothing_isAFailure() {
        Tasks.fill(store, 1);
        assertThatThrownBy(() -> migration(Migrations.of(TASKS).step(1, "null", MigrationTest::nothing))
                        .run())
                .isInstanceOf(MigrationFailedException.class);
    }

    @SuppressWarnings("NullAway") // what a program that does not check for null might do
    private static Document nothing(Document task) {
        return null;
    }

    @Test
    void run_violatingAUniqueIndex_isTheConflict_andNothingOfItsBatchIsStored() {
        Tasks.fill(store, 2);
        store.createIndex(TASKS, Index.on("only").unique());
        Migrations plan = Migrations.of(TASKS).step(1, "same", task -> Tasks.with(task, "only", 1));
        assertThatThrownBy(() -> migration(plan).run())
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("unique");
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(2));
        store.dropIndex(TASKS, store.indexes(TASKS).get(0).name());
        assertThat(migration(plan).run().changed()).isEqualTo(2);
    }

    @Test
    void run_documentsStoredAndRemovedMeanwhile_areLeftToThoseWhoDidIt() {
        Tasks.fill(store, 6);
        Store interfering = new ForwardingStore(store) {
            private boolean done;

            @Override
            public CommitResult commit(Commit commit) {
                boolean ofTasks = commit.changes().stream()
                        .anyMatch(change -> change.collection().equals(TASKS));
                if (ofTasks && !done) { // the first batch has been read, and is not written yet
                    done = true;
                    store.delete(TASKS, "t0");
                    store.store(TASKS, "t1", Tasks.task(100, 1));
                    store.store(TASKS, "t4", Tasks.task(400, 1));
                    store.store(TASKS, "t9", Tasks.task(900, 1));
                }
                return next().commit(commit);
            }
        };
        assertThat(Migration.of(interfering, upTo(1)).run().changed()).isEqualTo(3);
        assertThat(Tasks.appliedByKey(store).keySet()).containsExactly("t1", "t2", "t3", "t4", "t5", "t9");
        assertThat(Tasks.appliedByKey(store).values()).containsOnly(List.of(1L));
        assertThat(store.retrieve(TASKS, "t1").orElseThrow().document().number("n"))
                .contains(java.math.BigDecimal.valueOf(100));
    }

    /** Takes one change a commit, and counts them. */
    private static final class OneByOne extends ForwardingStore {
        private final List<Integer> sizes = new ArrayList<>();

        OneByOne(Store next) {
            super(next);
        }

        @Override
        public Capabilities capabilities() {
            Set<Capability> supported = new HashSet<>(next().capabilities().supported());
            supported.remove(Capability.ATOMIC_COMMIT);
            Limits limits = next().capabilities().limits();
            return new Capabilities(
                    supported,
                    next().capabilities().durability(),
                    new Limits(limits.nesting(), limits.documentBytes(), 1));
        }

        @Override
        public CommitResult commit(Commit commit) {
            sizes.add(commit.changes().size());
            return next().commit(commit);
        }
    }

    @Test
    void run_withoutAtomicCommit_changesOneDocumentACommit() {
        Tasks.fill(store, 5);
        OneByOne oneByOne = new OneByOne(store);
        assertThat(Migration.of(oneByOne, upTo(2)).run().changed()).isEqualTo(5);
        assertThat(oneByOne.sizes).containsOnly(1);
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(5, 1L, 2L));
    }

    @Test
    void rollbackTo_undoesTheLastFirst_andCanBeMigratedAgain() {
        Tasks.fill(store, 3);
        migration(upTo(3)).run();
        assertThat(migration(upTo(3)).rollbackTo(1)).isEqualTo(new MigrationReport(TASKS, 3, 1, 3, 0));
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(3, 1L));
        assertThat(migration(upTo(3)).version().history())
                .extracting(line -> (line.undone() ? "-" : "+") + line.number())
                .containsExactly("+1", "+2", "+3", "-3", "-2");
        Migrations other = upTo(1).step(2, "another second step", Tasks.note(22));
        migration(other).run();
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(3, 1L, 22L));
    }

    @Test
    void rollbackTo_whatCannotBe_isRefusedBeforeAnything() {
        Tasks.fill(store, 1);
        Migrations plan = upTo(1).step(2, "for good", Tasks.note(2))
                .step(4, "four", Tasks.note(4))
                .undo(task -> task);
        migration(plan).run();
        long revision = store.lastRevision();
        assertThatThrownBy(() -> migration(plan).rollbackTo(1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("step 2 'for good' has no undo");
        assertThatThrownBy(() -> migration(plan).rollbackTo(3)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> migration(plan).rollbackTo(5)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> migration(plan).rollbackTo(-1)).isInstanceOf(InvalidRequestException.class);
        assertThat(store.lastRevision()).isEqualTo(revision);
    }

    @Test
    void plan_thatIsNotTheOneApplied_isRefusedByEveryOperation() {
        Tasks.fill(store, 1);
        migration(upTo(3).step(5, "five", Tasks.note(5)).checksum("a")).run();
        Migrations withFive = upTo(3).step(5, "five", Tasks.note(5));
        refused(upTo(3), "is at version 5 (expected: at most 3");
        refused(withFive, "step 5 'five'");
        refused(withFive.checksum("b"), "checksum");
        refused(
                Migrations.of(TASKS)
                        .step(1, "note 1", Tasks.note(1))
                        .step(3, "note 3", Tasks.note(3))
                        .step(5, "five", Tasks.note(5))
                        .checksum("a"),
                "step 2 'note 2'");
        refused(
                Migrations.of(TASKS)
                        .step(1, "renamed", Tasks.note(1))
                        .step(2, "note 2", Tasks.note(2))
                        .step(3, "note 3", Tasks.note(3))
                        .step(5, "five", Tasks.note(5))
                        .checksum("a"),
                "step 1 'renamed'");
        refused(upTo(4).step(5, "five", Tasks.note(5)).checksum("a"), "step 4 'note 4' was never applied");
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(1, 1L, 2L, 3L, 5L));
    }

    private void refused(Migrations plan, String message) {
        for (Runnable operation : List.<Runnable>of(
                () -> migration(plan).run(),
                () -> migration(plan).begin(),
                () -> migration(plan).rollbackTo(0),
                () -> migration(plan).dryRun(1))) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(MigrationMismatchException.class)
                    .hasMessageContaining("collection 'tasks'")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void plan_thatCannotBe_isRefusedWhereItIsWritten() {
        assertThatThrownBy(() -> upTo(2).step(2, "again", task -> task)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Migrations.of(TASKS).step(0, "zero", task -> task))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Migrations.of(TASKS).step(1, " ", task -> task))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Migrations.of(TASKS).undo(task -> task)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Migrations.of("_own")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> upTo(1).batch(0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> upTo(1).lease(Duration.ZERO)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> upTo(1).waitAtMost(Duration.ofMillis(-1))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void record_thatSomebodyDamaged_isAnErrorThatNamesIt() {
        store.store(CollectionVersion.COLLECTION, TASKS, Document.parse("{\"marks\":3}"));
        assertThatThrownBy(() -> migration(upTo(1)).run())
                .isInstanceOf(dev.marcus.persistence.error.CorruptionException.class)
                .hasMessageContaining("_migrations");
    }

    @Test
    void dryRun_tellsPathsAndFailures_andWritesNothing() {
        store.store(TASKS, "a", Document.parse("{\"name\":\"Ada\",\"old\":1,\"deep\":{\"x\":[1],\"y\":2}}"));
        store.store(TASKS, "b", Document.parse("{\"name\":\"done\"}"));
        store.store(TASKS, "c", Document.parse("{}"));
        long revision = store.lastRevision();
        Migrations plan = Migrations.of(TASKS).step(1, "reshape", task -> {
            if (task.text("name").orElseThrow().equals("done")) {
                return task;
            }
            return Document.parse("{\"name\":\"Lovelace\",\"new\":null,\"deep\":{\"x\":[1,2],\"y\":2}}");
        });
        MigrationPreview preview = migration(plan).dryRun(10);
        assertThat(List.of(preview.changed(), preview.unchanged(), preview.failed()))
                .containsExactly(1L, 1L, 1L);
        assertThat(preview.examples().get(0).changes())
                .extracting(Object::toString)
                .containsExactly("CHANGED deep.x", "CHANGED name", "ADDED new", "REMOVED old");
        assertThat(preview.examples().get(0).changes())
                .allMatch(change -> change.before() == null && change.after() == null);
        assertThat(preview.failures())
                .singleElement()
                .extracting(MigrationFailedException::key)
                .isEqualTo("c");
        MigrationPreview withValues = migration(plan).dryRunWithValues(10);
        assertThat(withValues.examples().get(0).changes().get(1).before()).isEqualTo("Ada");
        assertThat(withValues.toString()).contains("CHANGED name").doesNotContain("Ada", "Lovelace");
        assertThat(migration(plan).dryRun(0).examples()).isEmpty();
        assertThat(store.lastRevision()).isEqualTo(revision);
    }

    @Test
    void dryRun_ofAMigrationUnderWay_countsWhatIsLeft() {
        Tasks.fill(store, 3);
        migration(upTo(2)).begin();
        store.store(TASKS, "t0", Tasks.task(0, 1, 2));
        MigrationPreview preview = migration(upTo(2)).dryRun(1);
        assertThat(List.of(preview.from(), preview.to())).containsExactly(0, 2);
        assertThat(preview.changed()).isEqualTo(2);
        assertThat(preview.examples()).hasSize(1);
        assertThat(migration(upTo(3)).dryRun(0).changed()).isEqualTo(3);
        migration(upTo(2)).run();
        assertThat(migration(upTo(2)).dryRun(0).changed()).isZero();
    }

    @Test
    void run_thatWasReplacedByAnother_cannotWriteAnyMore() {
        Tasks.fill(store, 6);
        Store slow = new ForwardingStore(store) {
            private int batches;

            @Override
            public CommitResult commit(Commit commit) {
                boolean ofTasks = commit.changes().stream()
                        .anyMatch(change -> change.collection().equals(TASKS));
                if (ofTasks && ++batches == 2) { // it takes longer than its lease, and another takes over
                    clock.advance(Duration.ofMinutes(1));
                    assertThat(migration(upTo(1)).run().changed()).isEqualTo(4);
                    assertThat(migration(upTo(1)).rollbackTo(0).changed()).isEqualTo(6);
                }
                return next().commit(commit);
            }
        };
        assertThatThrownBy(() -> Migration.of(slow, upTo(1)).run())
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("tasks.lease");
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(6));
        assertThat(migration(upTo(1)).version().version()).isZero();
    }

    @Test
    void run_whileAnotherHoldsTheLease_waitsUntilItIsReleased() throws Exception {
        Tasks.fill(store, 4);
        CountDownLatch asked = new CountDownLatch(1);
        Store waiting = new ForwardingStore(store) {
            @Override
            public Entry store(String collection, String key, Document document) {
                asked.countDown(); // how late it is
                return next().store(collection, key, document);
            }
        };
        CompletableFuture<MigrationReport> other = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> other.complete(Migration.of(waiting, upTo(1)).run()));
        Migrations slow = Migrations.of(TASKS).batch(2).step(1, "note 1", task -> {
            if (asked.getCount() > 0) {
                thread.start();
                await(asked);
            }
            return Tasks.note(1).apply(task);
        });
        assertThat(migration(slow).run().changed()).isEqualTo(4);
        assertThat(other.get()).isEqualTo(new MigrationReport(TASKS, 1, 1, 0, 0));
        assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(4, 1L));
        assertThat(store.query(Query.of(CollectionVersion.COLLECTION)).entries())
                .extracting(Entry::key)
                .containsExactly(TASKS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void run_interruptedWhileItWaits_stopsAndStaysInterrupted() {
        Tasks.fill(store, 1);
        Lease held = Lease.acquire(store, upTo(1));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> migration(upTo(1)).run())
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("interrupt");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        held.release();
        assertThat(migration(upTo(1)).run().changed()).isEqualTo(1);
    }
}

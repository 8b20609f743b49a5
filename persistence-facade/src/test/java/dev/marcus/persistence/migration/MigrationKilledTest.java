package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;
import static dev.marcus.persistence.migration.Tasks.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ManualClock;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration that dies at any of its writes, before the write took effect or after, and is done again, ends right. */
class MigrationKilledTest {
    private static final int COUNT = 5;

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock();

    private Store open(String scheme, String space) {
        String place = scheme.equals("memory") ? "" : temp.resolve(space) + "?durability=process";
        return Stores.builder().url(scheme + ":" + place).clock(clock).open();
    }

    private interface Attempt {
        void on(Store store);
    }

    /** Runs the attempt on fresh stores, dying at each write in turn, and what is to follow on the same store. */
    private void everywhere(String scheme, Attempt before, Attempt attempt, Attempt then) {
        for (boolean afterwards : new boolean[] {false, true}) {
            boolean died = true;
            for (int write = 1; died; write++) {
                try (Store store = open(scheme, "space-" + write + afterwards)) {
                    before.on(store);
                    DyingStore dying = new DyingStore(store, write, afterwards);
                    try {
                        attempt.on(dying);
                    } catch (StorageException e) {
                        assertThat(dying.died()).isTrue();
                    }
                    died = dying.died();
                    clock.advance(Duration.ofMinutes(1)); // what it held has run out
                    then.on(store);
                }
            }
        }
    }

    private static void assertDone(Store store, int version, int lines, Map<String, List<Object>> expected) {
        assertThat(Tasks.appliedByKey(store)).isEqualTo(expected);
        CollectionVersion reached = CollectionVersion.of(store, TASKS).orElseThrow();
        assertThat(reached.version()).isEqualTo(version);
        assertThat(reached.finished()).isTrue();
        assertThat(reached.history())
                .hasSize(lines)
                .allMatch(line -> line.took().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void run_killedAtAnyWrite_andRunAgain_appliesEachStepOnce(String scheme) {
        everywhere(
                scheme,
                store -> Tasks.fill(store, COUNT),
                store -> Migration.of(store, upTo(2)).run(),
                store -> {
                    Migration.of(store, upTo(2)).run();
                    assertDone(store, 2, 2, Tasks.all(COUNT, 1L, 2L));
                });
    }

    @Test
    void run_killedAtAnyWrite_withNewDocumentsBetween_migratesNoneTwiceAndLeavesNoneOut() {
        everywhere(
                "memory",
                store -> Tasks.fill(store, COUNT),
                store -> Migration.of(store, upTo(2)).run(),
                store -> {
                    boolean begun = CollectionVersion.of(store, TASKS).isPresent();
                    store.store(TASKS, "t5", begun ? Tasks.task(5, 1, 2) : Tasks.task(5));
                    store.store(TASKS, "t0", begun ? Tasks.task(0, 1, 2) : Tasks.task(0));
                    Migration.of(store, upTo(2)).run();
                    assertDone(store, 2, 2, Tasks.all(COUNT + 1, 1L, 2L));
                });
    }

    @Test
    void run_killedAtAnyWrite_andGoneOnWithALongerPlan_appliesEachStepOnce() {
        everywhere(
                "memory",
                store -> Tasks.fill(store, COUNT),
                store -> Migration.of(store, upTo(2)).run(),
                store -> {
                    Migration.of(store, upTo(3)).run();
                    assertDone(store, 3, 3, Tasks.all(COUNT, 1L, 2L, 3L));
                });
    }

    @Test
    void run_killedTwice_appliesEachStepOnce() {
        everywhere(
                "memory",
                store -> {},
                first -> {
                    Tasks.fill(first, COUNT);
                    Migration.of(first, upTo(2)).run();
                },
                store -> {
                    Map<String, List<Object>> before = Tasks.appliedByKey(store);
                    for (int write = 1; write < 30; write++) {
                        DyingStore dying = new DyingStore(store, write, write % 2 == 0);
                        try {
                            Migration.of(dying, upTo(2)).run();
                        } catch (StorageException e) {
                            assertThat(dying.died()).isTrue();
                        }
                        clock.advance(Duration.ofMinutes(1));
                    }
                    assertDone(store, 2, 2, Tasks.all(before.size(), 1L, 2L));
                });
    }

    @Test
    void rollbackTo_killedAtAnyWrite_andDoneAgain_undoesEachStepOnce() {
        everywhere(
                "memory",
                store -> {
                    Tasks.fill(store, COUNT);
                    Migration.of(store, upTo(3)).run();
                },
                store -> Migration.of(store, upTo(3)).rollbackTo(1),
                store -> {
                    Migration.of(store, upTo(3)).rollbackTo(1);
                    assertDone(store, 1, 5, Tasks.all(COUNT, 1L));
                });
    }

    @Test
    void rollbackTo_ofAMigrationKilledAtAnyWrite_bringsEveryDocumentBack() {
        everywhere(
                "memory",
                store -> Tasks.fill(store, COUNT),
                store -> Migration.of(store, upTo(2)).run(),
                store -> {
                    Migration migration = Migration.of(store, upTo(2));
                    boolean begun = migration.version().version() == 2;
                    migration.rollbackTo(0);
                    assertThat(Tasks.appliedByKey(store)).isEqualTo(Tasks.all(COUNT));
                    assertThat(migration.version().version()).isZero();
                    assertThat(migration.version().history()).hasSize(begun ? 4 : 0);
                });
    }

    @Test
    void kill_leavesTheLease_andNobodyElseMigratesUntilItHasRunOut() {
        try (Store store = open("memory", "")) {
            Tasks.fill(store, COUNT);
            assertThatThrownBy(() -> Migration.of(new DyingStore(store, 4, true), upTo(2))
                            .run())
                    .isInstanceOf(StorageException.class);
            Migration told = Migration.of(store, upTo(2).waitAtMost(Duration.ZERO));
            assertThatThrownBy(told::run)
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("PT20S");
            assertThat(store.retrieve(CollectionVersion.COLLECTION, "tasks.waiting"))
                    .isEmpty();
            clock.advance(Duration.ofSeconds(21));
            assertThat(told.run().to()).isEqualTo(2);
            assertDone(store, 2, 2, Tasks.all(COUNT, 1L, 2L));
        }
    }
}

package dev.marcus.persistence.migration;

import static dev.marcus.persistence.migration.Tasks.TASKS;
import static dev.marcus.persistence.migration.Tasks.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.error.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Entries that go from one store into another stay of the version that they are of. */
class CarriedVersionsTest {
    private static Persistence filled(int version) {
        Persistence persistence = Persistence.open("memory:");
        Tasks.fill(persistence.store(), 3);
        persistence.store("Other", "k", Tasks.task(1));
        if (version > 0) {
            persistence.migration(upTo(version)).run();
        }
        return persistence;
    }

    private static byte[] exported(Persistence persistence) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        persistence.exportTo(out);
        return out.toByteArray();
    }

    @Test
    void intoAnEmptyStore_theVersionGoesAlong() throws IOException {
        try (Persistence from = filled(2);
                Persistence copy = Persistence.open("memory:");
                Persistence imported = Persistence.open("memory:")) {
            assertThat(from.copyTo(copy)).isEqualTo(5);
            assertThat(imported.importFrom(new ByteArrayInputStream(exported(from))))
                    .isEqualTo(5);
            for (Persistence there : new Persistence[] {copy, imported}) {
                assertThat(there.migration(upTo(2)).run().changed()).isZero();
                assertThat(there.migration(upTo(3)).run().changed()).isEqualTo(3);
                assertThat(Tasks.appliedByKey(there.store())).isEqualTo(Tasks.all(3, 1L, 2L, 3L));
            }
        }
    }

    @Test
    void intoOneOfTheSameVersion_theyAreStored_andItsHistoryStays() {
        try (Persistence from = filled(2);
                Persistence to = filled(2)) {
            CollectionVersion before = to.migration(upTo(2)).version();
            assertThat(from.copyTo(to)).isEqualTo(4);
            assertThat(to.migration(upTo(2)).version()).isEqualTo(before);
        }
    }

    @Test
    void intoOneOfAnotherVersion_theyAreRefused_andNothingIsChanged() {
        for (int[] versions : new int[][] {{2, 1}, {1, 2}, {0, 1}, {1, 0}}) {
            try (Persistence from = filled(versions[0]);
                    Persistence to = filled(versions[1])) {
                from.store(TASKS, "more", Tasks.task(1));
                assertThatThrownBy(() -> from.copyTo(to))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("version " + versions[0] + ", and is at version " + versions[1]);
                assertThat(Tasks.appliedByKey(to.store())).hasSize(3);
                assertThat(to.migration(upTo(2)).version().version()).isEqualTo(versions[1]);
            }
        }
    }

    @Test
    void outOfAMigrationUnderWay_theyAreRefused() {
        try (Persistence from = filled(0);
                Persistence to = Persistence.open("memory:")) {
            from.migration(upTo(1)).begin();
            assertThatThrownBy(() -> exported(from))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("not finished");
            assertThatThrownBy(() -> from.copyTo(to)).isInstanceOf(InvalidRequestException.class);
            assertThat(to.store().collections()).isEmpty();
        }
    }
}

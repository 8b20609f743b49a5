package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation on the disk fails in turn, once or from then on; whatever was acknowledged is there afterwards. */
class FailingDiskTest {
    private static final int COMMITS = 6;
    private static final Capabilities CAPABILITIES =
            new Capabilities(Set.of(Capability.ATOMIC_COMMIT), Durability.DISK, Limits.DEFAULT);

    @TempDir
    Path temp;

    private static PersistenceBackend open(Disk disk, Path directory) {
        return FileBackend.open(
                disk, directory, CAPABILITIES, Clock.systemUTC(), Duration.ofDays(7), 1 << 10, Runnable::run);
    }

    private static Commit commit(int n) {
        Document document = Document.of(Map.of("n", n, "text", "x".repeat(200)));
        return Commit.builder()
                .put("left", "k" + n, document)
                .put("right", "k" + n, document)
                .build();
    }

    /** Opens, commits and closes; returns how many commits were acknowledged. A failure must say what became of it. */
    private static boolean[] run(Disk disk, Path directory) {
        boolean[] acknowledged = new boolean[COMMITS];
        try (PersistenceBackend backend = open(disk, directory)) {
            for (int n = 0; n < COMMITS; n++) {
                try {
                    backend.commit(commit(n));
                    acknowledged[n] = true;
                } catch (StorageException notApplied) {
                    assertThat(backend.retrieve("left", "k" + n)).isEmpty();
                } catch (OutcomeUnknownException unknown) {
                    assertThat(backend.retrieve("left", "k" + n))
                            .as("visible to nobody")
                            .isEmpty();
                }
            }
        } catch (PersistenceException atOpening) {
            assertThat(atOpening.getMessage()).contains("expected");
        }
        return acknowledged;
    }

    @Test
    void everyOperation_failingOnceOrForEver_losesNothingAcknowledged_andTearsNoCommit() {
        FailingDisk counting = new FailingDisk(Integer.MAX_VALUE, false);
        run(counting, temp.resolve("counting"));
        for (int at = 1; at <= counting.operations(); at++) {
            for (boolean forEver : new boolean[] {false, true}) {
                Path directory = temp.resolve("at" + at + forEver);
                boolean[] acknowledged = run(new FailingDisk(at, forEver), directory);
                try (PersistenceBackend again = open(new WatchedDisk(), directory)) {
                    for (int n = 0; n < COMMITS; n++) {
                        boolean left = again.retrieve("left", "k" + n).isPresent();
                        boolean right = again.retrieve("right", "k" + n).isPresent();
                        assertThat(left).as("operation %d, commit %d", at, n).isEqualTo(right);
                        assertThat(left || !acknowledged[n])
                                .as("operation %d, %s, commit %d", at, forEver, n)
                                .isTrue();
                    }
                    again.commit(commit(99));
                }
            }
        }
    }
}

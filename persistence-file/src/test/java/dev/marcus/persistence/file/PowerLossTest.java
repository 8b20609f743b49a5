package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails after any operation on the disk, and leaves any part of what was not synced: the store opens, and holds
 * what some whole number of commits made, every acknowledged one among them.
 */
class PowerLossTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final List<String> COLLECTIONS = List.of("early", "late", "moved");
    private static final List<ModelDisk.Loss> LOSSES = List.of(ModelDisk.Loss.values());
    private static final int KEYS = 14;
    private static final Capabilities CAPABILITIES =
            new Capabilities(Set.of(Capability.ATOMIC_COMMIT), Durability.DISK, Limits.DEFAULT);

    /** A field, because a logger that nobody holds forgets its level. */
    private static final Logger WARNINGS = Logger.getLogger(Log.class.getName());

    @TempDir
    Path temp;

    private int directories;
    private int states;

    @BeforeAll
    static void keepQuiet() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        WARNINGS.setLevel(null);
    }

    private Path next() throws IOException {
        Path directory = temp.resolve("store" + directories++);
        Files.createDirectories(directory.resolve(StoreDirectory.INSIDE));
        return directory;
    }

    private static PersistenceBackend open(Disk disk, Path directory) {
        return FileBackend.open(disk, directory, CAPABILITIES, Clock.systemUTC(), Duration.ofDays(7), 900);
    }

    private static Commit commit(int n) {
        Document document = Document.of(Map.of("n", n, "text", "x".repeat(150)));
        Commit.Builder commit = Commit.builder()
                .put("early", "same", document)
                .put("moved", "k" + n, document)
                .delete("moved", "k" + (n - 1));
        return (n < 3 ? commit : commit.put("late", "same", document)).build();
    }

    private static List<Object> everything(PersistenceBackend backend) {
        List<Object> all = new ArrayList<>(Deletions.of(backend));
        for (String collection : COLLECTIONS) {
            backend.retrieve(collection, "same").ifPresent(all::add);
            for (int n = 0; n < KEYS; n++) {
                backend.retrieve(collection, "k" + n).ifPresent(all::add);
            }
        }
        return all;
    }

    /** A run on a model of the disk: what the store held after each commit, and at which operation it was told. */
    private final class Life {
        private final Path directory = next();
        private final ModelDisk disk;
        private final List<List<Object>> held = new ArrayList<>(List.of(List.of()));
        private final List<Integer> toldAt = new ArrayList<>(List.of(0));
        private int commits;

        private Life(Predicate<String> unsyncable) throws IOException {
            disk = new ModelDisk(directory, unsyncable);
        }

        private Life() throws IOException {
            this(name -> false);
        }

        /** Opens the store, commits so often, and closes it; ends before that if the disk does. */
        void live(int times) {
            try (PersistenceBackend backend = open(disk, directory)) {
                if (!everything(backend).equals(held.get(held.size() - 1))) {
                    told(backend); // the commit in flight when the process before this one ended
                }
                for (int i = 0; i < times; i++) {
                    backend.commit(commit(commits++));
                    told(backend);
                }
            } catch (PersistenceException ended) {
                assertThat(disk.hasEnded()).as(ended.getMessage()).isTrue();
            }
        }

        private void told(PersistenceBackend backend) {
            held.add(everything(backend));
            toldAt.add(disk.recorded());
        }

        /** Loses power after the operation, opens what is left, and checks it; then goes on with it, and checks again. */
        void losePower(int after, ModelDisk.Loss loss, long seed) throws IOException {
            Path left = next();
            disk.losePower(after, loss, new SplittableRandom(seed), left);
            states++;
            String when =
                    "power lost after operation " + after + " of " + disk.recorded() + ", " + loss + ", seed " + seed;
            int least = 0;
            for (int i = 0; i < held.size(); i++) {
                least = toldAt.get(i) <= after ? i : least;
            }
            List<Object> then;
            try (PersistenceBackend survived = open(new WatchedDisk(), left)) {
                List<Object> found = everything(survived);
                assertThat(held.subList(least, held.size())).as(when).contains(found);
                if (states % 4 != 0) {
                    return;
                }
                survived.commit(commit(commits));
                then = everything(survived);
            } catch (PersistenceException e) {
                throw new AssertionError(when + ": " + e.getMessage() + "\n" + disk.lastBefore(after), e);
            }
            try (PersistenceBackend again = open(new WatchedDisk(), left)) {
                assertThat(everything(again)).as(when + ", in its second life").isEqualTo(then);
            }
        }
    }

    @Test
    void powerLost_afterAnyOperation_leavesEveryAcknowledgedCommit() throws IOException {
        Life life = new Life();
        life.live(5);
        life.live(2);
        for (int after = 0; after <= life.disk.recorded(); after += SCALE > 1 ? 1 : 2) {
            for (ModelDisk.Loss loss : LOSSES) {
                int times = loss.compareTo(ModelDisk.Loss.END_LOST) < 0 ? 1 : SCALE;
                for (int seed = 0; seed < times; seed++) {
                    life.losePower(after, loss, after * 1000L + seed);
                }
            }
        }
        assertThat(states).isGreaterThan(300);
    }

    /** Each sync is there for a reason: without it some loss of power shows. */
    @ParameterizedTest
    @ValueSource(strings = {"\\.store/.*\\.tmp", "\\.store/", "/"})
    void powerLost_whereASyncDoesNothing_isNoticed(String unsyncable) throws IOException {
        assertThatThrownBy(() -> {
                    for (int lives = 0; lives < 10; lives++) { // what a checkpoint meets is up to the threads
                        liveAndLosePower(new Life(name -> name.matches(unsyncable)));
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("power lost after operation");
    }

    private static void liveAndLosePower(Life life) throws IOException {
        life.live(5);
        life.live(2);
        for (int after = life.disk.recorded(); after >= 0; after--) {
            life.losePower(after, ModelDisk.Loss.EVERYTHING_LOST, after);
            life.losePower(after, ModelDisk.Loss.AT_RANDOM, after);
            life.losePower(after, ModelDisk.Loss.AT_RANDOM, -after);
        }
    }

    @Test
    void powerLost_afterAProcessEndedAndAnotherWentOn_leavesEveryAcknowledgedCommit() throws IOException {
        Life whole = new Life();
        whole.live(6);
        for (int end = 1; end < whole.disk.recorded(); end += Math.max(1, 5 / SCALE)) {
            Life life = new Life();
            life.disk.endAt(end);
            life.live(6);
            life.disk.endAt(Integer.MAX_VALUE);
            life.live(2);
            SplittableRandom random = new SplittableRandom(end);
            for (int i = 0; i < 12; i++) {
                int after = random.nextInt(end, life.disk.recorded() + 1);
                ModelDisk.Loss loss = LOSSES.get(i % LOSSES.size());
                life.losePower(after, loss, end * 1000L + i);
            }
        }
        assertThat(states).isGreaterThan(200);
    }
}

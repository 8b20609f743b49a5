package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
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
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ends at any operation on the disk, also after another operation failed, and also while the next one opens
 * the store: every entry is afterwards what it was when the last commit was acknowledged, to its time and revision.
 */
class InterruptedDiskTest {
    private static final int COMMITS = 6;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final List<String> COLLECTIONS = List.of("early", "late", "moved");
    private static final Capabilities CAPABILITIES =
            new Capabilities(Set.of(Capability.ATOMIC_COMMIT), Durability.DISK, Limits.DEFAULT);

    /** A field, because a logger that nobody holds forgets its level. */
    private static final Logger WARNINGS = Logger.getLogger(Log.class.getName());

    @TempDir
    Path temp;

    private int directories;

    @BeforeAll
    static void keepQuiet() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        WARNINGS.setLevel(null);
    }

    private static PersistenceBackend open(Disk disk, Path directory) {
        return FileBackend.open(
                disk, directory, CAPABILITIES, Clock.systemUTC(), Duration.ofDays(7), 700, Runnable::run);
    }

    /** Replaces an entry, adds one, removes the one before, and begins a new collection half way. */
    private static Commit commit(int n) {
        Document document = Document.of(Map.of("n", n, "text", "x".repeat(100)));
        Commit.Builder commit = Commit.builder()
                .put("early", "same", document)
                .put("moved", "k" + n, document)
                .delete("moved", "k" + (n - 1));
        return (n < COMMITS / 2 ? commit : commit.put("late", "same", document)).build();
    }

    private static List<Object> everything(PersistenceBackend backend) {
        List<Object> all = new ArrayList<>(Deletions.of(backend));
        for (String collection : COLLECTIONS) {
            backend.retrieve(collection, "same").ifPresent(all::add);
            for (int n = 0; n < COMMITS; n++) {
                backend.retrieve(collection, "k" + n).ifPresent(all::add);
            }
        }
        return all;
    }

    /** What a run leaves: the entries as of the last acknowledged commit, and the one of which nothing is known. */
    private record Left(List<Object> entries, Optional<Integer> unknown) {}

    private static Left run(Disk disk, Path directory) {
        List<Object> entries = List.of();
        Optional<Integer> unknown = Optional.empty();
        try (PersistenceBackend backend = open(disk, directory)) {
            entries = everything(backend);
            for (int n = 0; n < COMMITS; n++) {
                try {
                    backend.commit(commit(n));
                    entries = everything(backend);
                } catch (OutcomeUnknownException e) {
                    unknown = unknown.isPresent() ? unknown : Optional.of(n);
                } catch (StorageException notApplied) {
                    assertThat(everything(backend)).isEqualTo(entries);
                }
            }
        } catch (PersistenceException atOpeningOrClosing) {
            assertThat(atOpeningOrClosing.getMessage()).contains("expected");
        }
        return new Left(entries, unknown);
    }

    private static void check(Path directory, Left left, String when) {
        try (PersistenceBackend again = open(new WatchedDisk(), directory)) {
            List<Object> found = everything(again);
            if (left.unknown.isEmpty()
                    || found.stream()
                            .noneMatch(each ->
                                    each instanceof Entry entry && entry.key().equals("k" + left.unknown.get()))) {
                assertThat(found).as(when).isEqualTo(left.entries);
            }
            again.commit(commit(COMMITS));
        }
    }

    private FailingDisk counted() throws IOException {
        FailingDisk counting = new FailingDisk(NEVER, NEVER);
        run(counting, next());
        return counting;
    }

    /** Creates the directories before, because that would sync them. */
    private Path next() throws IOException {
        Path directory = temp.resolve("store" + directories++);
        Files.createDirectories(directory.resolve(StoreDirectory.INSIDE));
        return directory;
    }

    @Test
    void end_atAnyOperation_leavesEveryEntryAsItWas() throws IOException {
        for (int end = counted().operations(); end > 0; end--) {
            Path directory = next();
            check(directory, run(new FailingDisk(NEVER, end), directory), "end at " + end);
        }
    }

    @Test
    void end_afterAFileCouldNotBeReplaced_leavesEveryEntryAsItWas() throws IOException {
        for (int fail : counted().replacements()) {
            for (int end = fail + 1; end < fail + 50; end += 5) {
                Path directory = next();
                Left left = run(new FailingDisk(fail, end), directory);
                check(directory, left, "failure at " + fail + ", end at " + end);
            }
        }
    }

    @Test
    void end_duringTheNextOpening_leavesEveryEntryAsItWas() throws IOException {
        int all = counted().operations();
        for (int end = 1; end <= all; end++) {
            for (int second = 1 + end % 17; second < 40; second += 17) {
                Path directory = next();
                Left left = run(new FailingDisk(NEVER, end), directory);
                try (PersistenceBackend again = open(new FailingDisk(NEVER, second), directory)) {
                    assertThat(again.storeId()).isNotEmpty();
                } catch (PersistenceException atOpeningOrClosing) {
                    assertThat(atOpeningOrClosing.getMessage()).contains("expected");
                }
                check(directory, left, "end at " + end + ", then at " + second);
            }
        }
    }
}

package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A single bit of a store flips on the medium: the store refuses to open, or serves what was stored, or says what it does
 * not serve. It never serves something else.
 */
class FlippedByteTest {
    private static final boolean LONG = Integer.getInteger("persistence.tck.scale", 1) > 1;
    private static final List<String> COLLECTIONS = List.of("events", "decisions", "empty");

    @TempDir
    Path temp;

    private Path directory;
    private List<ChangedEntry> deletions = List.of();
    private int copies;
    private int refused;
    private int listed;
    private int harmless;

    @BeforeEach
    void name() {
        directory = temp.resolve("store");
    }

    private static PersistenceBackend open(Path directory) {
        Capabilities capabilities = new Capabilities(Set.of(Capability.ATOMIC_COMMIT), Durability.DISK, Limits.DEFAULT);
        return FileBackend.open(
                new WatchedDisk(),
                directory,
                capabilities,
                Clock.systemUTC(),
                Duration.ofDays(7),
                1 << 20,
                Runnable::run);
    }

    private static Commit commit(int n) {
        Commit.Builder commit = Commit.builder()
                .put("events", "evt_" + n % 4, Document.of(Map.of("n", n, "type", "error \"quoted\"")))
                .put("decisions", "dec_" + n, Document.of(Map.of("why", List.of("a", 1.5, true))))
                .put("empty", "k", Document.empty());
        return (n % 2 == 0 ? commit : commit.delete("events", "evt_" + (n + 1) % 4)).build();
    }

    private static Set<Entry> everything(PersistenceBackend backend) {
        Set<Entry> all = new HashSet<>();
        for (String collection : COLLECTIONS) {
            try (BackendCursor cursor = backend.query(QueryRequest.of(collection, Filter.all(), List.of(), -1, null))) {
                for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
                    all.add(entry);
                }
            }
        }
        return all;
    }

    /** A copy whose files have the times of the originals, as a fault of the medium leaves them. */
    private Path copy() throws IOException {
        Path copy = temp.resolve("copy" + copies++);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(directory.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return copy;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !List.of("LOCK", "OWNER")
                            .contains(file.getFileName().toString()))
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    private void flipEach(List<Set<Entry>> mayBeListed, Set<Entry> expected) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (Path file : files(directory)) {
            byte[] sound = Files.readAllBytes(directory.resolve(file));
            int zeros = sound.length;
            while (zeros > 0 && sound[zeros - 1] == 0) {
                zeros--;
            }
            int end = Math.min(sound.length, zeros + 10);
            for (int at = LONG ? 0 : random.nextInt(4); at < end; at += LONG ? 1 : 1 + random.nextInt(17)) {
                for (int bit = LONG ? 0 : random.nextInt(8), last = LONG ? 7 : bit; bit <= last; bit++) {
                    flip(file, sound, at, bit, mayBeListed, expected);
                }
            }
        }
    }

    private void flip(Path file, byte[] sound, int at, int bit, List<Set<Entry>> mayBeListed, Set<Entry> expected)
            throws IOException {
        Path copy = copy();
        Path place = copy.resolve(file.toString());
        FileTime time = Files.getLastModifiedTime(place);
        byte[] flipped = sound.clone();
        flipped[at] ^= (byte) (1 << bit);
        Files.write(place, flipped);
        Files.setLastModifiedTime(place, time);
        String when = file + ", byte " + at + ", bit " + bit;
        try (PersistenceBackend backend = open(copy)) {
            try {
                Set<Entry> found = everything(backend);
                if (backend.adoptionReport().isClean()) {
                    assertThat(found).as(when).isEqualTo(expected);
                    assertThat(Deletions.of(backend)).as(when).isEqualTo(deletions);
                    harmless++;
                } else if (file.toString().contains("tombstones")) {
                    assertThat(found).as(when).isEqualTo(expected);
                    assertThatThrownBy(() -> Deletions.of(backend)).isInstanceOf(ChangesExpiredException.class);
                    listed++;
                } else {
                    assertThat(mayBeListed).as(when).contains(found);
                    listed++;
                }
            } catch (CorruptionException e) {
                assertThat(backend.adoptionReport().findings()).as(when).isNotEmpty();
                listed++;
            }
        } catch (PersistenceException e) {
            assertThat(e.getMessage()).as(when).contains("expected");
            refused++;
        }
    }

    @Test
    void closedStore_anyBitFlipped_servesNothingElse() throws IOException {
        Set<Entry> all;
        try (PersistenceBackend backend = open(directory)) {
            for (int n = 0; n < 6; n++) {
                backend.commit(commit(n));
            }
            all = everything(backend);
            deletions = Deletions.of(backend);
        }
        flipEach(List.of(all), all);
        assertThat(listed).as("damaged files of collections").isGreaterThan(20);
        assertThat(refused).as("damaged manifests").isGreaterThan(10);
        assertThat(harmless).as("flips that nobody can see").isZero();
    }

    @Test
    void storeThatWasNotClosed_anyBitFlipped_servesNothingElse() throws IOException {
        List<Set<Entry>> states = new ArrayList<>();
        try (PersistenceBackend backend = open(directory)) {
            backend.commit(commit(0));
            backend.commit(commit(1));
        }
        try (PersistenceBackend backend = open(directory)) {
            for (int n = 2; n < 6; n++) {
                backend.commit(commit(n));
                states.add(everything(backend));
            }
            deletions = Deletions.of(backend);
            directory = copy();
        }
        int last = states.size() - 1;
        flipEach(List.of(states.get(last - 1), states.get(last)), states.get(last));
        assertThat(refused).as("damage to what had been acknowledged").isGreaterThan(50);
        assertThat(listed).as("damage to the last commit, or behind it").isGreaterThan(2);
    }
}

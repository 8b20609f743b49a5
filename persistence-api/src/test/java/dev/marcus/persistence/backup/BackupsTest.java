package dev.marcus.persistence.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.store.BackupReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is whole or refused: whatever is cut, changed, missing, added or badly named. */
class BackupsTest {
    private static final Instant TAKEN = Instant.parse("2026-10-01T12:00:00.000001Z");

    @TempDir
    Path space;

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void twoFiles(Path directory) {
        write(directory.resolve("data.log"), "one\ntwo\n");
        write(directory.resolve("inner/deep/empty"), "");
    }

    private Path taken(SnapshotBackup backend) {
        Path directory = space.resolve("made/backup");
        Backups.take(backend, "log", "id-1", TAKEN, directory);
        return directory;
    }

    private void assertDamaged(Path backup, String... words) {
        assertThatThrownBy(() -> Backups.check(backup))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("nothing was changed (expected: ");
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void take_anywhere_isFoundWholeAndForTheOwnerAlone() throws IOException {
        Path directory = space.resolve("made/backup");
        BackupReport report = Backups.take(BackupsTest::twoFiles, "log", "id-1", TAKEN, directory);

        assertThat(report).isEqualTo(new BackupReport(directory, "id-1", TAKEN, 2, 8));
        assertThat(Backups.check(directory)).isEqualTo(new Backups.Checked("log", directory.resolve("store"), report));
        assumeTrue(space.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        for (Path path : List.of(directory.getParent(), directory, directory.resolve("store"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("BACKUP.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void take_nothing_isAWholeBackupOfNoFiles() {
        assertThat(Backups.check(taken(directory -> {})).report().files()).isZero();
    }

    @Test
    void take_whereSomethingIs_isRefusedAndLeavesIt() throws IOException {
        Path file = Files.writeString(space.resolve("file"), "mine");
        Path full = Files.createDirectory(space.resolve("full"));
        write(full.resolve("mine"), "mine");
        for (Path place : List.of(file, full)) {
            assertThatThrownBy(() -> Backups.take(BackupsTest::twoFiles, "log", "id-1", TAKEN, place))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(place.toString())
                    .hasMessageContaining("(expected: nothing, or an empty directory");
        }
        assertThat(files(space)).containsExactly(file, full.resolve("mine"));
    }

    @Test
    void take_backendFails_leavesNothingButWhatWasThere() throws IOException {
        Path there = Files.createDirectory(space.resolve("there"));
        SnapshotBackup failing = directory -> {
            twoFiles(directory);
            throw new StorageException("no room");
        };
        for (Path place : List.of(there, space.resolve("new"))) {
            assertThatThrownBy(() -> Backups.take(failing, "log", "id-1", TAKEN, place))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("no room");
        }
        try (Stream<Path> left = Files.walk(space)) {
            assertThat(left).containsExactlyInAnyOrder(space, there);
        }
    }

    @Test
    void take_backendWritesALinkOrNamesThatDifferByCase_isRefused() {
        SnapshotBackup linking = directory -> {
            try {
                Files.createSymbolicLink(directory.resolve("link"), space);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        SnapshotBackup twins = directory -> {
            write(directory.resolve("Straße"), "a");
            write(directory.resolve("STRASSE"), "b");
        };
        for (SnapshotBackup backend : List.of(linking, twins)) {
            assertThatThrownBy(() -> taken(backend))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("cannot be in a backup");
        }
    }

    @Test
    void check_anyFileChanged_namesIt() throws IOException {
        Path backup = taken(BackupsTest::twoFiles);
        assertThat(files(backup)).hasSize(3);
        for (Path file : files(backup)) {
            byte[] sound = Files.readAllBytes(file);
            for (int i = 0; i < sound.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] flipped = sound.clone();
                    flipped[i] ^= (byte) (1 << bit);
                    Files.write(file, flipped);
                    assertDamaged(backup, file.toString());
                }
                Files.write(file, Arrays.copyOf(sound, i));
                assertDamaged(backup, file.toString());
            }
            Files.write(file, Arrays.copyOf(sound, sound.length + 1));
            assertDamaged(backup, file.toString());
            Files.delete(file);
            assertDamaged(backup, file.toString(), "is missing");
            Files.createSymbolicLink(file, Files.write(space.resolve("elsewhere"), sound));
            assertDamaged(backup, file.toString());
            Files.delete(file);
            Files.createDirectory(file);
            assertDamaged(backup, file.toString());
            Files.delete(file);
            Files.write(file, sound);
            Backups.check(backup);
        }
    }

    @Test
    void check_somethingAdded_namesIt() throws IOException {
        Path backup = taken(BackupsTest::twoFiles);
        for (String name : List.of("x", "BACKUP.json.tmp", "store/x", "store/inner/deep/x", "store/inner/x")) {
            Path added = backup.resolve(name);
            Files.write(added, new byte[0]);
            assertDamaged(backup, added.toString(), "is not listed");
            Files.delete(added);
            Files.createDirectory(added);
            assertDamaged(backup, added.toString(), "is not listed");
            Files.delete(added);
        }
        Backups.check(backup);
    }

    @Test
    void check_noBackup_saysWhatIsMissing() throws IOException {
        assertDamaged(Files.createDirectory(space.resolve("empty")), "BACKUP.json", "was interrupted");
        assertThatThrownBy(() -> Backups.check(space.resolve("nowhere")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no such directory");
    }

    private Path listing(String list) throws IOException {
        Path backup = taken(BackupsTest::twoFiles);
        byte[] head = list.getBytes(StandardCharsets.UTF_8);
        Files.writeString(backup.resolve("BACKUP.json"), list + ",\"digest\":\"" + Medium.digest(head) + "\"}\n");
        return backup;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "..",
                ".",
                "a/../../b",
                "/etc/passwd",
                "C:evil",
                "a\\\\b",
                "a//b",
                "",
                "a.",
                "a ",
                "a\\u0001",
                "DATA.log"
            })
    void check_listWithANameThatLeadsElsewhere_isRefused(String name) throws IOException {
        Path backup =
                listing("{\"format\":1,\"scheme\":\"log\",\"store_id\":\"i\",\"taken_at\":\"2026-10-01T12:00:00Z\","
                        + "\"directories\":[],\"files\":[{\"name\":\"data.log\",\"bytes\":8,\"sha256\":\"00\"},"
                        + "{\"name\":\"" + name + "\",\"bytes\":8,\"sha256\":\"00\"}]");
        assertDamaged(backup, "BACKUP.json", "which is no plain name of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":1",
                "{\"format\":\"1\"",
                "{\"format\":1,\"scheme\":\"log\",\"store_id\":\"i\",\"taken_at\":\"noon\",\"directories\":[],\"files\":[]",
                "{\"format\":1,\"scheme\":\"log\",\"store_id\":\"i\",\"taken_at\":\"2026-10-01T12:00:00Z\",\"directories\":[null],\"files\":[]",
                "{\"format\":1,\"scheme\":\"log\",\"store_id\":\"i\",\"taken_at\":\"2026-10-01T12:00:00Z\",\"directories\":[],\"files\":[null]",
                "{\"format\":1,\"scheme\":\"log\",\"store_id\":\"i\",\"taken_at\":\"2026-10-01T12:00:00Z\",\"directories\":[],\"files\":{}"
            })
    void check_listOfAnotherShape_isRefused(String list) throws IOException {
        assertDamaged(listing(list), "BACKUP.json", "is no list of a backup");
    }

    @Test
    void check_listOfALaterVersion_saysWhoCanReadIt() throws IOException {
        Path backup = listing("{\"format\":2");
        assertThatThrownBy(() -> Backups.check(backup))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("has the format 2 (expected: 1; use the version that wrote it)");
    }
}

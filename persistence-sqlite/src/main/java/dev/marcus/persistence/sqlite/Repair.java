package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.RepairReport;
import dev.marcus.persistence.store.VerifyReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a new database of all that can be read of a damaged one, and lets it take its place; the damaged one keeps all its
 * files under another name. Until then it is only read.
 */
final class Repair {
    private static final int HEADER = 100;
    private static final int PAGE = 4096;

    private final DatabaseFile file;
    private final Path place;
    private final InstantSource clock;
    private final Instant fileTime;

    private Repair(DatabaseFile file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        place = Exclusive.realPath(file);
        fileTime = Entry.checkStoredAt(Files.getLastModifiedTime(place).toInstant());
    }

    static RepairReport of(DatabaseFile file, InstantSource clock) {
        if (!Files.isRegularFile(file.path())) {
            throw new StorageException("repair of " + file.path()
                    + ": there is no file (expected: a SQLite database). Nothing was changed.");
        }
        try {
            Repair repair = new Repair(file, clock);
            List<Finding> findings = new ArrayList<>();
            long entries = repair.verify(findings);
            return findings.isEmpty() ? new RepairReport(entries, List.of(), List.of()) : repair.run(findings);
        } catch (IOException e) {
            throw new StorageException(
                    "repair of " + file.path() + ": " + e + " (expected: room, and a directory that can"
                            + " be written). The database is there as it was.",
                    e);
        } catch (SQLException e) {
            throw SqlErrors.translate("repair", file, e);
        }
    }

    /** Verifies without changing anything, collects what is wrong, and returns how many entries there are. */
    private long verify(List<Finding> findings) {
        Exclusive.refuseOpen("repair", file);
        try {
            Exclusive.checkReadable(file); // or another connection would remove a log that it cannot use
            try (Connection connection = file.reader()) {
                Schema.check(connection, file);
                if (!Schema.isCurrent(connection)) {
                    Schema.checkPages(connection, file);
                    return Schema.rows(connection);
                }
                VerifyReport report = Verification.of(file, connection);
                findings.addAll(report.findings());
                return report.entries();
            }
        } catch (CorruptionException e) {
            findings.add(new Finding(String.valueOf(place), null, null, String.valueOf(e.getMessage())));
        } catch (SQLException e) {
            if (!SqlErrors.isDamage(e)) {
                throw SqlErrors.translate("repair", file, e);
            }
            findings.add(new Finding(String.valueOf(place), null, null, SqlErrors.reason(e)));
        }
        return 0;
    }

    private RepairReport run(List<Finding> findings) throws IOException, SQLException {
        Path draft = DiskFiles.draft(place);
        Path copy = DiskFiles.draft(place);
        Exclusive lock = Exclusive.of("repair", file);
        try {
            Connection locked = lock.connection();
            if (locked != null && Schema.isCurrent(locked)) {
                Optional<Rebuilding.Result> mended = Mending.of(locked, file);
                if (mended.isPresent()) {
                    return report(findings, mended.get(), List.of());
                }
            }
            DiskFiles.create(draft);
            Rebuilding.Result result =
                    locked != null ? rebuild(new Salvage(tolerant(locked)), draft) : rebuildFromCopy(lock, copy, draft);
            if (result.isWorthless()) {
                throw nothing();
            }
            check(draft);
            DiskFiles.sync(draft);
            return report(findings, result, Replacement.replace(place, draft, "damaged", clock));
        } finally {
            lock.close();
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                DiskFiles.deleteQuietly(Path.of(copy + suffix));
                DiskFiles.deleteQuietly(Path.of(draft + suffix));
            }
        }
    }

    private static RepairReport report(List<Finding> found, Rebuilding.Result result, List<Path> kept) {
        List<Finding> all = new ArrayList<>(result.findings());
        for (Finding finding : found) {
            if (finding.key() == null) { // the rows are told with what became of them
                all.add(finding);
            }
        }
        return new RepairReport(result.entries(), all, kept);
    }

    /** Lets SQLite read a file that is shorter than its header says. */
    private static Connection tolerant(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema = ON");
        }
        return connection;
    }

    private Rebuilding.Result rebuild(Salvage source, Path draft) throws SQLException {
        if (source.isEmpty()) {
            throw nothing();
        }
        try (Connection target = file.other(draft)) {
            return Rebuilding.of(source, target, fileTime);
        }
    }

    private CorruptionException nothing() {
        return new CorruptionException(
                "repair of " + place + ": no row of it can be read; it was left as it is (expected:"
                        + " at least a part of a database; restore a backup)");
    }

    /**
     * Works on a copy of what SQLite does not open, with the header, or the first page, of a new database if its own is of
     * no use: our tables begin on the same pages in every database that was made as a store.
     */
    private Rebuilding.Result rebuildFromCopy(Exclusive lock, Path copy, Path draft) throws IOException, SQLException {
        DiskFiles.create(copy);
        byte[] first = firstPage(copy);
        for (int length : new int[] {0, HEADER, PAGE}) {
            lock.copyTo(copy);
            boolean log = copyLog(copy);
            long pages = Files.size(copy) / PAGE;
            if (length > 0) {
                transplant(copy, first, length, pages, log);
            }
            try (Connection connection = file.other(copy)) {
                Salvage source = new Salvage(tolerant(connection));
                if (!source.isEmpty()) {
                    return rebuild(source, draft);
                }
            }
        }
        throw nothing();
    }

    private byte[] firstPage(Path scratch) throws IOException, SQLException {
        try (Connection connection = file.other(scratch)) {
            Schema.create(connection);
        }
        return Arrays.copyOf(Files.readAllBytes(scratch), PAGE);
    }

    private boolean copyLog(Path copy) throws IOException {
        Path log = Path.of(place + "-wal");
        Path target = Path.of(copy + "-wal");
        Files.deleteIfExists(target);
        if (Files.exists(log)) {
            Files.copy(log, target);
            return true;
        }
        return false;
    }

    private static void transplant(Path copy, byte[] first, int length, long pages, boolean log) throws IOException {
        ByteBuffer graft = ByteBuffer.wrap(first, 0, length);
        byte mode = (byte) (log ? 2 : 1);
        graft.put(18, mode).put(19, mode).putInt(28, (int) pages);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            while (graft.hasRemaining()) {
                channel.write(graft, graft.position());
            }
        }
    }

    private void check(Path draft) throws SQLException {
        try (Connection connection = file.other(draft)) {
            VerifyReport report = Verification.of(file, connection);
            if (!report.isIntact()) {
                throw new StorageException("repair of " + place + ": what was rebuilt is not intact: "
                        + report.findings().get(0) + " (expected: nothing wrong). The database is there as it was.");
            }
        }
    }
}

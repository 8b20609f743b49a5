package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SnapshotBackup;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** A store in a SQLite database: one writer, and readers that never wait for it. */
final class SqliteBackend implements PersistenceBackend, ChangeFeed, SnapshotBackup, SyncOnRequest {
    private static final String COLLECTIONS = "SELECT collection FROM persistence_collections WHERE EXISTS (SELECT 1"
            + " FROM persistence p WHERE p.collection = persistence_collections.collection AND p.revision IS NOT NULL)";

    private final DatabaseFile file;
    private final Capabilities capabilities;
    private final String storeId;
    private final AdoptionReport adoptionReport;
    private final Writer writer;
    private final Readers readers;
    private final KnownIndexes indexes = new KnownIndexes();
    private final Path realPath;

    private SqliteBackend(
            DatabaseFile file,
            Capabilities capabilities,
            InstantSource clock,
            Duration tombstones,
            String storeId,
            AdoptionReport adoptionReport) {
        this.file = file;
        this.capabilities = capabilities;
        this.storeId = storeId;
        this.adoptionReport = adoptionReport;
        writer = new Writer(file, clock, tombstones).start();
        readers = new Readers(file);
        realPath = Exclusive.realPath(file);
        OpenStores.add(realPath);
    }

    static SqliteBackend open(DatabaseFile file, Capabilities capabilities, InstantSource clock, Duration tombstones) {
        file.prepare(Schema::create);
        Instant fileTime = fileTime(file); // before a connection writes to the file
        boolean unclean = file.hasLog();
        try (Connection connection = file.reader()) {
            Schema.check(connection, file);
            if (unclean || !Schema.isCurrent(connection)) {
                Schema.checkPages(connection, file);
            }
        } catch (SQLException e) {
            throw SqlErrors.translate("opening", file, e);
        }
        try (Connection connection = file.writer()) {
            AdoptionReport report = upgrade(connection, fileTime);
            return new SqliteBackend(file, capabilities, clock, tombstones, Schema.storeId(connection), report);
        } catch (SQLException e) {
            throw SqlErrors.translate("opening", file, e);
        }
    }

    /**
     * Makes a database of another program a store, and the indexes those that are declared, in one transaction that another
     * process may have been faster with.
     */
    private static AdoptionReport upgrade(Connection connection, Instant fileTime) throws SQLException {
        if (Schema.isCurrent(connection) && PhysicalIndexes.areRight(connection)) {
            return Adoption.review(connection);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                AdoptionReport report;
                if (Schema.isCurrent(connection)) {
                    report = Adoption.review(connection);
                } else {
                    Schema.upgrade(connection);
                    report = Adoption.adopt(connection, fileTime);
                }
                PhysicalIndexes.adjust(connection);
                statement.execute("COMMIT");
                return report;
            } catch (SQLException | RuntimeException e) {
                rollback(statement, e);
                throw e;
            }
        }
    }

    private static void rollback(Statement statement, Exception cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static Instant fileTime(DatabaseFile file) {
        try {
            return Entry.checkStoredAt(Files.getLastModifiedTime(file.path()).toInstant());
        } catch (IOException e) {
            throw new dev.marcus.persistence.error.StorageException(
                    file.path() + " cannot be read (expected: read permission)", e);
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public long lastRevision() {
        return reading("asking for the last revision", reader -> {
            try (ResultSet row =
                    reader.prepared("SELECT revision FROM persistence_meta").executeQuery()) {
                return row.getLong(1);
            }
        });
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        return reading("asking for changes after revision " + after, reader -> {
            reader.begin();
            ChangeBatch batch = Feed.changes(reader, after, limit);
            reader.end();
            return batch;
        });
    }

    @Override
    public AdoptionReport adoptionReport() {
        return adoptionReport;
    }

    @Override
    public CommitResult commit(Commit commit) {
        CommitResult result = writer.commit(commit);
        if (commit.changes().stream().anyMatch(change -> change.collection().equals(Index.COLLECTION))) {
            indexes.forget();
        }
        return result;
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return writer.commitAsync(commit);
    }

    @Override
    public CompletableFuture<Void> sync() {
        return writer.sync();
    }

    @Override
    public StoreStatus status() {
        StoreStatus status = writer.status();
        return adoptionReport.isClean()
                ? status
                : status.with(
                        StoreStatus.State.DEGRADED,
                        adoptionReport.findings().size()
                                + " rows are not served; the adoption report lists them with their reasons");
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        String operation = "retrieve of collection '" + collection + "', key '" + key + "'";
        return reading(operation, reader -> {
            PreparedStatement select = reader.select();
            select.setString(1, collection);
            select.setString(2, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Rows.entry(collection, row)) : Optional.empty();
            }
        });
    }

    @Override
    public Set<String> collections() {
        return reading("listing the collections", reader -> {
            Set<String> names = new TreeSet<>();
            try (ResultSet rows = reader.prepared(COLLECTIONS).executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    if (Names.isCollection(name)) { // other programs may have put rows under any name
                        names.add(name);
                    }
                }
            }
            return names;
        });
    }

    /** Something read with one connection. */
    private interface Reading<T> {
        T with(Readers.Reader reader) throws SQLException;
    }

    private <T> T reading(String operation, Reading<T> reading) {
        try {
            Readers.Reader reader = readers.take();
            boolean usable = false;
            try {
                T answer = reading.with(reader);
                usable = true;
                return answer;
            } finally {
                if (usable) {
                    readers.give(reader);
                } else {
                    readers.drop(reader);
                }
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(operation, file, e);
        }
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        try {
            return SqliteCursor.open(file, readers, indexes, request);
        } catch (SQLException e) {
            throw SqlErrors.translate("query of collection '" + request.collection() + "'", file, e);
        }
    }

    @Override
    public OptionalLong count(String collection, Filter filter) {
        return reading(
                "counting in collection '" + collection + "'",
                reader -> indexes.read(collection, reader, known -> Counting.count(reader, known, collection, filter)));
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return reading(
                "explaining a query of collection '" + request.collection() + "'",
                reader -> indexes.readFresh(
                        request.collection(), reader, known -> Explaining.explain(reader, known, request)));
    }

    @Override
    public void snapshotTo(Path directory) {
        Restoration.snapshot(file, directory);
    }

    @Override
    public VerifyReport verify() {
        return Verification.of(file);
    }

    @Override
    public void close() {
        writer.checkMayWait();
        try {
            readers.close();
        } catch (SQLException e) {
            throw SqlErrors.translate("close", file, e);
        } finally {
            try {
                writer.close();
            } finally {
                OpenStores.remove(realPath);
            }
        }
    }
}

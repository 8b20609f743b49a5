package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.CommitSignals;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** A store in PostgreSQL: one connection that writes, and a pool of those that read. */
final class PostgresqlBackend implements PersistenceBackend, ChangeFeed, CommitSignals {
    private static final String RETRIEVE = "SELECT " + Rows.COLUMNS + " FROM entries WHERE collection = ? AND key = ?";
    private static final String COLLECTIONS =
            "SELECT name FROM collections c WHERE EXISTS (SELECT 1 FROM entries e WHERE e.collection = c.name)";

    private final Server server;
    private final Capabilities capabilities;
    private final String storeId;
    private final Transactions transactions;
    private final Writer writer;
    private final Readers readers;
    private final KnownIndexes indexes = new KnownIndexes();
    private final Notifications notifications;

    private PostgresqlBackend(Server server, Capabilities capabilities, String storeId, BackendConfig config) {
        this.server = server;
        this.capabilities = capabilities;
        this.storeId = storeId;
        String channel = "persistence_" + storeId;
        WriterState state = new WriterState(config.clock(), config.get(ChangeFeed.TOMBSTONES), channel);
        transactions = new Transactions(server, state, indexes);
        writer = new Writer(transactions).start();
        readers = new Readers(server, config.get(PostgresqlBackendProvider.CONNECTIONS));
        notifications = new Notifications(server, channel);
    }

    static PostgresqlBackend open(Server server, Capabilities capabilities, BackendConfig config) {
        try (Connection connection = server.connect()) {
            return new PostgresqlBackend(server, capabilities, Schema.prepare(connection, server), config);
        } catch (SQLException e) {
            throw SqlErrors.translate("opening", server, e);
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
        return reading("asking for the last revision", connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT revision FROM meta");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        return reading(
                "asking for changes after revision " + after, connection -> Feed.changes(connection, after, limit));
    }

    @Override
    public Listening listen(Runnable callback) {
        return notifications.listen(callback);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return writer.commit(commit);
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return writer.commitAsync(commit);
    }

    @Override
    public StoreStatus status() {
        StoreStatus status = new StoreStatus(
                StoreStatus.State.UP,
                List.of(),
                writer.waiting(),
                0,
                transactions.syncs(),
                Duration.ofNanos(transactions.syncNanos()));
        PersistenceException down = transactions.down();
        return down == null ? status : status.with(StoreStatus.State.DOWN, String.valueOf(down.getMessage()));
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return reading("retrieve of collection '" + collection + "', key '" + key + "'", connection -> {
            try (PreparedStatement select = connection.prepareStatement(RETRIEVE)) {
                select.setString(1, collection);
                select.setString(2, key);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(Rows.entry(collection, row)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Set<String> collections() {
        return reading("listing the collections", connection -> {
            Set<String> names = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement(COLLECTIONS);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        });
    }

    /** Something read with one connection. */
    private interface Reading<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Reads, and once more if a connection is lost, which a restarted server leaves in the pool. */
    private <T> T reading(String operation, Reading<T> reading) {
        try {
            try {
                return once(reading);
            } catch (SQLException e) {
                if (!SqlErrors.isConnectionLost(e)) {
                    throw e;
                }
                readers.renew();
                return once(reading);
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(operation, server, e);
        }
    }

    private <T> T once(Reading<T> reading) throws SQLException {
        try (Connection connection = readers.take()) {
            return reading.with(connection);
        }
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        String operation = "query of collection '" + request.collection() + "'";
        try {
            try {
                return PostgresqlCursor.open(server, readers, indexes, request);
            } catch (SQLException e) {
                if (!SqlErrors.isConnectionLost(e)) {
                    throw e;
                }
                readers.renew();
                return PostgresqlCursor.open(server, readers, indexes, request);
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(operation, server, e);
        }
    }

    @Override
    public OptionalLong count(String collection, Filter filter) {
        return reading(
                "counting in collection '" + collection + "'",
                connection -> Counting.count(connection, indexes.of(collection, connection), collection, filter));
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return reading("explaining a query of collection '" + request.collection() + "'", connection -> {
            indexes.forget();
            return Explaining.explain(connection, new QuerySql(request, indexes.of(request.collection(), connection)));
        });
    }

    @Override
    public void close() {
        writer.checkMayWait();
        notifications.close();
        try {
            readers.close();
        } finally {
            writer.close();
        }
    }
}

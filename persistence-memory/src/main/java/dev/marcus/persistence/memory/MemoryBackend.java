package dev.marcus.persistence.memory;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StateCursor;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.CommitApplication;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Readers take the current state; one writer at a time makes the next one. */
final class MemoryBackend implements PersistenceBackend, ChangeFeed, MemoryControl {
    private final InstantSource clock;
    private final Capabilities capabilities;
    private final Duration tombstones;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Life life = new Life();

    /** A store from one reset to the next. */
    private static final class Life {
        private final String storeId = UUID.randomUUID().toString();
        private volatile StoreState state = StoreState.EMPTY;
    }

    MemoryBackend(InstantSource clock, Capabilities capabilities, Duration tombstones) {
        this.clock = clock;
        this.capabilities = capabilities;
        this.tombstones = tombstones;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public String storeId() {
        return life.storeId;
    }

    @Override
    public long lastRevision() {
        return life.state.revision();
    }

    @Override
    public ChangeBatch changes(long after, int limit) {
        return life.state.changes(after, limit);
    }

    @Override
    public Set<String> collections() {
        return life.state.nonEmpty();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return Optional.ofNullable(life.state.collection(collection).get(key));
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        return StateCursor.open(life.state, request);
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return StateCursor.explain(life.state, request);
    }

    @Override
    public OptionalLong count(String collection, Filter filter) {
        return StateCursor.count(life.state, collection, filter);
    }

    @Override
    public CommitResult commit(Commit commit) {
        writing.lock();
        try {
            Life current = life;
            Draft draft = new Draft(current.state, clock, tombstones);
            CommitResult result = CommitApplication.apply(commit, draft);
            current.state = draft.state();
            return result;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void reset() {
        writing.lock();
        try {
            life = new Life();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        life = new Life();
    }
}

package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.memory.MemoryBackendProvider;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A backend that passes everything on to another, for tests that change some of it. */
public class ForwardingBackend implements PersistenceBackend {
    private final PersistenceBackend next;

    public ForwardingBackend(PersistenceBackend next) {
        this.next = next;
    }

    /** Returns a provider of {@code held:}, whose stores are stores in memory as this changes them. */
    public static PersistenceBackendProvider provider(UnaryOperator<PersistenceBackend> changed) {
        return new PersistenceBackendProvider() {
            private final MemoryBackendProvider memory = new MemoryBackendProvider();

            @Override
            public String scheme() {
                return "held";
            }

            @Override
            public int spiVersion() {
                return SpiVersion.CURRENT;
            }

            @Override
            public PersistenceBackend open(BackendConfig config) {
                return changed.apply(memory.open(config));
            }

            @Override
            public Capabilities capabilities() {
                return memory.capabilities();
            }
        };
    }

    @Override
    public Capabilities capabilities() {
        return next.capabilities();
    }

    @Override
    public String storeId() {
        return next.storeId();
    }

    @Override
    public long lastRevision() {
        return next.lastRevision();
    }

    @Override
    public Set<String> collections() {
        return next.collections();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return next.retrieve(collection, key);
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        return next.query(request);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return next.commit(commit);
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return next.commitAsync(commit);
    }

    @Override
    public AdoptionReport adoptionReport() {
        return next.adoptionReport();
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return next.explain(request);
    }

    @Override
    public StoreStatus status() {
        return next.status();
    }

    @Override
    public VerifyReport verify() {
        return next.verify();
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : next.extension(type);
    }

    @Override
    public void close() {
        next.close();
    }
}

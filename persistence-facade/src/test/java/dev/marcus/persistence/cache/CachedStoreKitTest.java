package dev.marcus.persistence.cache;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.engine.BackendStore;
import dev.marcus.persistence.memory.MemoryBackendProvider;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.Setting;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.StoreDescription;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The whole kit over a store whose reads by key and commits go through the cache. */
class CachedStoreKitTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "cached:" + space;
    }

    /** Opens {@code cached:}; found by the service loader. */
    public static final class Provider implements PersistenceBackendProvider {
        private final PersistenceBackendProvider memory = new MemoryBackendProvider();

        @Override
        public String scheme() {
            return "cached";
        }

        @Override
        public int spiVersion() {
            return SpiVersion.CURRENT;
        }

        @Override
        public Capabilities capabilities() {
            return memory.capabilities();
        }

        @Override
        public List<Setting<?>> settings() {
            return memory.settings();
        }

        @Override
        public PersistenceBackend open(BackendConfig config) {
            return new Cached(memory.open(config), config);
        }
    }

    /** Turns the cached store into a backend again. */
    private static final class Cached extends ForwardingBackend {
        private final CachingStore store;

        Cached(PersistenceBackend memory, BackendConfig config) {
            super(memory);
            store = new CachingStore(
                    new BackendStore(
                            memory,
                            new StoreDescription("cached", "", "", memory.storeId(), "", false),
                            config.clock()),
                    1 << 20);
        }

        @Override
        public Optional<Entry> retrieve(String collection, String key) {
            return store.retrieve(collection, key);
        }

        @Override
        public CommitResult commit(Commit commit) {
            return store.commit(commit);
        }

        @Override
        public CompletableFuture<CommitResult> commitAsync(Commit commit) {
            return store.commitAsync(commit);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}

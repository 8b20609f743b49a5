package dev.marcus.persistence;

import dev.marcus.persistence.memory.MemoryBackendProvider;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that takes definitions of indexes and says that it uses them. It reads everything all the same, as an
 * index changes no answer; unique ones refuse nothing unless the store beneath does.
 */
public final class IndexedBackend extends ForwardingBackend {
    private final Runnable closing;

    private IndexedBackend(PersistenceBackend next, Runnable closing) {
        super(next);
        this.closing = closing;
    }

    /** Returns a provider of {@code indexed:}, which always opens the same store. */
    public static Provider provider() {
        return new Provider();
    }

    /** Opens one store, as often as is asked, and keeps it when it is closed. */
    public static final class Provider implements PersistenceBackendProvider {
        private final MemoryBackendProvider memory = new MemoryBackendProvider();
        private @Nullable PersistenceBackend only;
        private int open;

        private Provider() {}

        /** Returns how many openings have not been closed. */
        public int open() {
            return open;
        }

        @Override
        public String scheme() {
            return "indexed";
        }

        @Override
        public int spiVersion() {
            return SpiVersion.CURRENT;
        }

        @Override
        public PersistenceBackend open(BackendConfig config) {
            if (only == null) {
                only = memory.open(config);
            }
            open++;
            return new IndexedBackend(only, () -> open--);
        }

        @Override
        public Capabilities capabilities() {
            return indexing(memory.capabilities());
        }
    }

    private static Capabilities indexing(Capabilities capabilities) {
        Set<Capability> supported = new HashSet<>(capabilities.supported());
        supported.add(Capability.INDEXES);
        return new Capabilities(supported, capabilities.durability(), capabilities.limits());
    }

    @Override
    public Capabilities capabilities() {
        return indexing(super.capabilities());
    }

    /** Names the index over just the one path that an equality asks for. */
    @Override
    public AccessPath explain(QueryRequest request) {
        if (request.filter() instanceof Filter.Compare compare && compare.operator() == Filter.Operator.EQ) {
            String name = compare.path().toString();
            if (retrieve(Index.COLLECTION, Index.key(request.collection(), name))
                    .isPresent()) {
                return new AccessPath("reads the index " + name, name, 7, "");
            }
        }
        return AccessPath.of("reads the whole collection");
    }

    @Override
    public void close() {
        closing.run();
    }
}

package dev.marcus.persistence.watch;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Has the lookout look after each change, however it ended: what ended badly may have changed something. */
final class WatchedStore extends ForwardingStore {
    private final Lookout lookout;

    WatchedStore(Store next, Lookout lookout) {
        super(next);
        this.lookout = lookout;
    }

    private <T> T then(Supplier<T> change) {
        try {
            return change.get();
        } finally {
            lookout.look();
        }
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        return then(() -> next().store(collection, key, document));
    }

    @Override
    public boolean delete(String collection, String key) {
        return then(() -> next().delete(collection, key));
    }

    @Override
    public long clearOld(String collection, Instant cutoff) {
        return then(() -> next().clearOld(collection, cutoff));
    }

    @Override
    public CommitResult commit(Commit commit) {
        return then(() -> next().commit(commit));
    }

    @Override
    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
        return following(next().commitAsync(commit), (result, failure) -> lookout.look());
    }

    @Override
    public boolean createIndex(String collection, Index index) {
        return then(() -> next().createIndex(collection, index));
    }

    @Override
    public boolean dropIndex(String collection, String name) {
        return then(() -> next().dropIndex(collection, name));
    }

    @Override
    public void close() {
        next().close();
        lookout.close();
    }
}

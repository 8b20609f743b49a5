package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.layer.ForwardingStore;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.util.function.Supplier;

/** A process that dies at its n-th write, before it has taken effect or after, and does nothing any more. */
final class DyingStore extends ForwardingStore {
    private final boolean afterwards;
    private int left;
    private boolean dead;

    DyingStore(Store next, int atWrite, boolean afterwards) {
        super(next);
        left = atWrite;
        this.afterwards = afterwards;
    }

    boolean died() {
        return dead;
    }

    private <T> T write(Supplier<T> write) {
        if (dead) {
            throw new StorageException("dead", null);
        }
        left--;
        if (left > 0) {
            return write.get();
        }
        dead = true;
        Object unused = afterwards ? write.get() : "not done";
        throw new StorageException("died", null);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return write(() -> next().commit(commit));
    }

    @Override
    public Entry store(String collection, String key, Document document) {
        return write(() -> next().store(collection, key, document));
    }

    @Override
    public boolean delete(String collection, String key) {
        return write(() -> next().delete(collection, key));
    }
}

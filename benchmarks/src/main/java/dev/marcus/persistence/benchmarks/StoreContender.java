package dev.marcus.persistence.benchmarks;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backend of this project, through its public interface. */
final class StoreContender implements Contender {
    private final Store store;

    StoreContender(String url) {
        store = Stores.open(url);
    }

    @Override
    public Object prepare(byte[] json) {
        return Document.parse(json);
    }

    @Override
    public void put(String key, Object document) {
        store.store(Events.COLLECTION, key, (Document) document);
    }

    @Override
    public void putBatch(List<String> keys, List<Object> documents) {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < keys.size(); i++) {
            commit.put(Events.COLLECTION, keys.get(i), (Document) documents.get(i));
        }
        store.commit(commit.build());
    }

    @Override
    public @Nullable Object get(String key) {
        return store.retrieve(Events.COLLECTION, key).orElse(null);
    }

    @Override
    public byte[] json(Object found) {
        return ((Entry) found).document().toUtf8();
    }

    @Override
    public void delete(String key) {
        store.delete(Events.COLLECTION, key);
    }

    @Override
    public List<Object> newest(String eventType, int limit) {
        Query query = Query.of(Events.COLLECTION)
                .where(where("event_type").eq(eventType))
                .limit(limit);
        return List.copyOf(store.query(query).entries());
    }

    @Override
    public long countFrom(String source) {
        return store.count(Query.of(Events.COLLECTION).where(where("source").eq(source)));
    }

    @Override
    public long entries() {
        return store.count(Query.of(Events.COLLECTION));
    }

    @Override
    public void close() {
        store.close();
    }
}

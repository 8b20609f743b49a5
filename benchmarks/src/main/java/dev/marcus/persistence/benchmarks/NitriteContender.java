package dev.marcus.persistence.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dizitart.no2.filters.FluentFilter.where;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.dizitart.no2.Nitrite;
import org.dizitart.no2.collection.Document;
import org.dizitart.no2.collection.FindOptions;
import org.dizitart.no2.collection.NitriteCollection;
import org.dizitart.no2.collection.UpdateOptions;
import org.dizitart.no2.common.SortOrder;
import org.dizitart.no2.index.IndexOptions;
import org.dizitart.no2.index.IndexType;
import org.dizitart.no2.mvstore.MVStoreModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nitrite on MVStore: documents of its own with an index on the key, and one on the time if newest first is asked. Its {@code commit} writes to the
 * file and never syncs, and it lets space be used again at once: it promises to outlast the process, not a loss of power.
 */
final class NitriteContender implements Contender {
    private static final String KEY = "key";
    private static final String STORED_AT = "stored_at";

    private final JsonMapper mapper = new JsonMapper();
    private final AtomicLong clock = TimedValue.newClock();
    private final Nitrite nitrite;
    private final NitriteCollection events;

    NitriteContender(Path directory, boolean newestFirst) {
        nitrite = Nitrite.builder()
                .loadModule(MVStoreModule.withConfig()
                        .filePath(directory.resolve("events.nitrite").toString())
                        .autoCommit(false)
                        .cacheSize(64)
                        .build())
                .openOrCreate();
        events = nitrite.getCollection(Events.COLLECTION);
        if (!events.hasIndex(KEY)) {
            events.createIndex(IndexOptions.indexOptions(IndexType.UNIQUE), KEY);
        }
        if (newestFirst && !events.hasIndex(STORED_AT)) {
            events.createIndex(IndexOptions.indexOptions(IndexType.UNIQUE), STORED_AT);
        }
    }

    @Override
    public Object prepare(byte[] json) {
        return document(mapper.readValue(json, Map.class));
    }

    private static Document document(Map<?, ?> members) {
        Document document = Document.createDocument();
        members.forEach((name, value) ->
                document.put((String) name, value instanceof Map<?, ?> nested ? document(nested) : value));
        return document;
    }

    private Document stored(String key, Object document) {
        return ((Document) document).clone().put(KEY, key).put(STORED_AT, clock.incrementAndGet());
    }

    @Override
    public void put(String key, Object document) {
        events.update(where(KEY).eq(key), stored(key, document), UpdateOptions.updateOptions(true));
        nitrite.commit();
    }

    /** Inserts, as there is no other way of many at once: for new keys only. */
    @Override
    public void putBatch(List<String> keys, List<Object> documents) {
        Document[] all = new Document[keys.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = stored(keys.get(i), documents.get(i));
        }
        events.insert(all);
        nitrite.commit();
    }

    @Override
    public @Nullable Object get(String key) {
        return events.find(where(KEY).eq(key)).firstOrNull();
    }

    @Override
    public byte[] json(Object found) {
        Map<String, Object> members = members((Document) found);
        List.of("_id", "_revision", "_modified", "_source", KEY, STORED_AT).forEach(members::remove);
        return mapper.writeValueAsString(members).getBytes(UTF_8);
    }

    private static Map<String, Object> members(Document document) {
        Map<String, Object> members = new LinkedHashMap<>();
        document.forEach(pair -> members.put(
                pair.getFirst(), pair.getSecond() instanceof Document nested ? members(nested) : pair.getSecond()));
        return members;
    }

    @Override
    public void delete(String key) {
        events.remove(where(KEY).eq(key), true);
        nitrite.commit();
    }

    @Override
    public List<Object> newest(String eventType, int limit) {
        List<Object> found = new ArrayList<>();
        // An index is used for the order only if the filter names it.
        events.find(
                        where(STORED_AT).gt(0L).and(where("event_type").eq(eventType)),
                        FindOptions.orderBy(STORED_AT, SortOrder.Descending).limit(limit))
                .forEach(found::add);
        return found;
    }

    @Override
    public long countFrom(String source) {
        return events.find(where("source").eq(source)).size();
    }

    @Override
    public long entries() {
        return events.size();
    }

    @Override
    public void close() {
        events.close();
        nitrite.close();
    }
}

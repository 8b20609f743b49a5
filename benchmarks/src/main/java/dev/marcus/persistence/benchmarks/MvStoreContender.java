package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The store beneath H2: a map from keys to the bytes of JSON, and if newest first is asked a second one from times to keys.
 * A commit writes to the file; only {@code sync} makes it outlast a loss of power.
 */
final class MvStoreContender implements Contender {
    private final MVStore store;
    private final MVMap<String, byte[]> values;
    private final @Nullable MVMap<Long, String> byAge;
    private final boolean sync;
    private final AtomicLong clock = TimedValue.newClock();
    private final TopLevelText text = new TopLevelText();
    /** Holds the two maps together, as a commit of another thread would otherwise take one without the other. */
    private final ReentrantLock both = new ReentrantLock();

    MvStoreContender(Path directory, Durability level, boolean newestFirst) {
        store = new MVStore.Builder()
                .fileName(directory.resolve("events.mv").toString())
                .autoCommitDisabled()
                .cacheSize(64)
                .open();
        values = store.openMap(
                "values",
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
        byAge = newestFirst
                ? store.openMap(
                        "byAge",
                        new MVMap.Builder<Long, String>()
                                .keyType(LongDataType.INSTANCE)
                                .valueType(StringDataType.INSTANCE))
                : null;
        sync = level == Durability.DISK;
    }

    @Override
    public Object prepare(byte[] json) {
        return json;
    }

    @Override
    public void put(String key, Object document) {
        store(List.of(key), List.of(document));
    }

    @Override
    public void putBatch(List<String> keys, List<Object> documents) {
        store(keys, documents);
    }

    private void store(List<String> keys, List<Object> documents) {
        both.lock();
        try {
            for (int i = 0; i < keys.size(); i++) {
                set(keys.get(i), (byte[]) documents.get(i));
            }
            store.commit();
        } finally {
            both.unlock();
        }
        syncIfAsked();
    }

    private void set(String key, byte[] json) {
        long now = clock.incrementAndGet();
        byte[] before = values.put(key, TimedValue.of(now, json));
        if (byAge != null) {
            if (before != null) {
                byAge.remove(TimedValue.storedAt(before));
            }
            byAge.put(now, key);
        }
    }

    private void syncIfAsked() {
        if (sync) {
            store.sync();
        }
    }

    @Override
    public @Nullable Object get(String key) {
        return values.get(key);
    }

    @Override
    public byte[] json(Object found) {
        return TimedValue.json((byte[]) found);
    }

    @Override
    public void delete(String key) {
        both.lock();
        try {
            byte[] before = values.remove(key);
            if (byAge != null && before != null) {
                byAge.remove(TimedValue.storedAt(before));
            }
            store.commit();
        } finally {
            both.unlock();
        }
        syncIfAsked();
    }

    @Override
    public List<Object> newest(String eventType, int limit) {
        if (byAge == null) {
            throw new IllegalStateException("newest: the store was opened without that order");
        }
        List<Object> found = new ArrayList<>();
        Iterator<Long> times = byAge.keyIteratorReverse(null);
        while (times.hasNext() && found.size() < limit) {
            String key = byAge.get(times.next());
            byte[] value = key == null ? null : values.get(key);
            if (value != null && text.is(value, TimedValue.JSON_OFFSET, "event_type", eventType)) {
                found.add(value);
            }
        }
        return found;
    }

    @Override
    public long countFrom(String source) {
        long count = 0;
        Cursor<String, byte[]> cursor = values.cursor(null);
        while (cursor.hasNext()) {
            cursor.next();
            if (text.is(cursor.getValue(), TimedValue.JSON_OFFSET, "source", source)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public long entries() {
        return values.sizeAsLong();
    }

    @Override
    public void close() {
        store.close();
    }
}

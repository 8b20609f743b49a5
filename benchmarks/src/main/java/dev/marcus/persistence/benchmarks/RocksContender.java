package dev.marcus.persistence.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.marcus.persistence.store.Durability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with JSON values. If newest first is asked, a second column family leads from times to keys; what it has of
 * entries that were overwritten or deleted is passed over when read, so that a write need not read.
 */
final class RocksContender implements Contender {
    private static final long CACHE_BYTES = 64 << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final DBOptions options = new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setIncreaseParallelism(Runtime.getRuntime().availableProcessors());
    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter bloom = new BloomFilter(10);
    private final ColumnFamilyOptions familyOptions = new ColumnFamilyOptions()
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                    new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom));
    private final WriteOptions writing;
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final RocksDB db;
    private final ColumnFamilyHandle values;
    private final @Nullable ColumnFamilyHandle byAge;
    private final AtomicLong clock = TimedValue.newClock();
    private final TopLevelText text = new TopLevelText();

    RocksContender(Path directory, Durability level, boolean newestFirst) throws RocksDBException {
        writing = new WriteOptions().setSync(level == Durability.DISK);
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        if (newestFirst) {
            families.add(new ColumnFamilyDescriptor("by_age".getBytes(UTF_8), familyOptions));
        }
        db = RocksDB.open(options, directory.toString(), families, handles);
        values = handles.get(0);
        byAge = newestFirst ? handles.get(1) : null;
    }

    @Override
    public Object prepare(byte[] json) {
        return json;
    }

    @Override
    public void put(String key, Object document) throws RocksDBException {
        if (byAge == null) {
            db.put(values, writing, key.getBytes(UTF_8), TimedValue.of(clock.incrementAndGet(), (byte[]) document));
        } else {
            putBatch(List.of(key), List.of(document));
        }
    }

    @Override
    public void putBatch(List<String> keys, List<Object> documents) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < keys.size(); i++) {
                long now = clock.incrementAndGet();
                byte[] key = keys.get(i).getBytes(UTF_8);
                batch.put(values, key, TimedValue.of(now, (byte[]) documents.get(i)));
                if (byAge != null) {
                    batch.put(byAge, age(now), key);
                }
            }
            db.write(writing, batch);
        }
    }

    /** Newest first, as reading forwards is what RocksDB does best. */
    private static byte[] age(long storedAt) {
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(Long.MAX_VALUE - storedAt)
                .array();
    }

    @Override
    public @Nullable Object get(String key) throws RocksDBException {
        return db.get(values, key.getBytes(UTF_8));
    }

    @Override
    public byte[] json(Object found) {
        return TimedValue.json((byte[]) found);
    }

    @Override
    public void delete(String key) throws RocksDBException {
        db.delete(values, writing, key.getBytes(UTF_8));
    }

    @Override
    public List<Object> newest(String eventType, int limit) throws RocksDBException {
        if (byAge == null) {
            throw new IllegalStateException("newest: the store was opened without that order");
        }
        List<Object> found = new ArrayList<>();
        try (RocksIterator ages = db.newIterator(byAge)) {
            for (ages.seekToFirst(); ages.isValid() && found.size() < limit; ages.next()) {
                long storedAt = Long.MAX_VALUE - ByteBuffer.wrap(ages.key()).getLong();
                byte[] value = db.get(values, ages.value());
                if (value != null
                        && TimedValue.storedAt(value) == storedAt
                        && text.is(value, TimedValue.JSON_OFFSET, "event_type", eventType)) {
                    found.add(value);
                }
            }
            ages.status();
        }
        return found;
    }

    @Override
    public long countFrom(String source) throws RocksDBException {
        long count = 0;
        try (RocksIterator all = db.newIterator(values)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                if (text.is(all.value(), TimedValue.JSON_OFFSET, "source", source)) {
                    count++;
                }
            }
            all.status();
        }
        return count;
    }

    @Override
    public long entries() throws RocksDBException {
        long count = 0;
        try (RocksIterator all = db.newIterator(values)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                count++;
            }
            all.status();
        }
        return count;
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        try {
            db.closeE();
        } catch (RocksDBException e) {
            throw new IllegalStateException("close: RocksDB could not be closed", e);
        }
        writing.close();
        options.close();
        familyOptions.close();
        bloom.close();
        cache.close();
    }
}

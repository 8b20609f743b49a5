package dev.marcus.persistence;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.EntryLine;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.migration.CarriedVersions;
import dev.marcus.persistence.migration.CollectionVersion;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Exports and imports, and copies between stores: entries with their times, oldest first, in batches. Indexes are entries
 * too, and come last, so that each is made once over everything; a store that has none is spared them. The versions of
 * collections come first, and are held against those of the target.
 */
final class JsonLines {
    private static final int BATCH = 500;

    private JsonLines() {}

    static long write(Store store, OutputStream out) throws IOException {
        long count = 0;
        for (String collection : CarriedVersions.collections(store)) {
            try (Stream<Entry> entries = store.stream(Query.of(collection).sortBy(Sort.oldestFirst()))) {
                for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                    out.write(EntryLine.write(all.next()));
                    out.write('\n');
                    count++;
                }
            }
        }
        return count;
    }

    static long copy(Store from, Store to) {
        Batch batch = new Batch(to);
        for (String collection : CarriedVersions.collections(from)) {
            try (Stream<Entry> entries = from.stream(Query.of(collection).sortBy(Sort.oldestFirst()))) {
                for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                    Entry entry = all.next();
                    batch.add(new EntryLine(entry.collection(), entry.key(), entry.storedAt(), entry.document()));
                }
            }
        }
        return batch.finish();
    }

    static long read(Store store, InputStream source) throws IOException {
        InputStream in = new BufferedInputStream(source);
        Batch batch = new Batch(store);
        long number = 0;
        for (byte[] line = nextLine(in); line != null; line = nextLine(in)) {
            number++;
            if (isBlank(line)) {
                continue;
            }
            EntryLine entry;
            try {
                entry = EntryLine.read(line);
            } catch (InvalidRequestException e) {
                long done = batch.flush();
                throw new InvalidRequestException(
                        "import, line " + number + ": " + e.getMessage() + "; the " + done
                                + " entries before it are imported",
                        e);
            }
            batch.add(entry);
        }
        return batch.finish();
    }

    private static boolean isBlank(byte[] line) {
        return line.length == 0 || line.length == 1 && line[0] == '\r';
    }

    private static byte @org.jspecify.annotations.Nullable [] nextLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        return line.toByteArray();
    }

    /** Puts that wait to be committed together; a key that comes again begins a new commit. */
    private static final class Batch {
        private final Store store;
        private final int size;
        private final boolean indexing;
        private final List<EntryLine> indexes = new ArrayList<>();
        private final CarriedVersions versions;
        private Commit.Builder commit = Commit.builder();
        private final Set<String> named = new HashSet<>();
        private long done;

        private Batch(Store store) {
            this.store = store;
            size = store.capabilities().has(Capability.ATOMIC_COMMIT) ? BATCH : 1;
            versions = new CarriedVersions(store);
            indexing = store.capabilities().has(Capability.INDEXES);
        }

        private void add(EntryLine entry) {
            if (entry.collection().equals(Index.COLLECTION)) {
                indexes.add(entry);
                return;
            }
            if (entry.collection().equals(CollectionVersion.COLLECTION)) {
                if (!versions.take(CarriedVersions.record(entry.key(), entry.document()))) {
                    return;
                }
            } else {
                versions.check(entry.collection());
            }
            if (!named.add(entry.collection() + "/" + entry.key())) {
                flush();
                named.add(entry.collection() + "/" + entry.key());
            }
            commit.putAt(entry.collection(), entry.key(), entry.document(), entry.storedAt());
            if (named.size() == size) {
                flush();
            }
        }

        private long flush() {
            store.commit(commit.build());
            done += named.size();
            commit = Commit.builder();
            named.clear();
            return done;
        }

        private long finish() {
            flush();
            if (indexing) {
                indexes.forEach(this::put);
            }
            return done;
        }

        /** One that is there already is left, because to store it again would make it anew. */
        private void put(EntryLine index) {
            Index.Declared declared = Index.Declared.of(index.key(), index.document());
            String collection = declared.collection();
            if (!store.indexes(collection).contains(declared.index())) {
                store.dropIndex(collection, declared.index().name());
                store.commit(
                        Commit.of(new Change.Put(index.collection(), index.key(), index.document(), index.storedAt())));
            }
            done++;
        }
    }
}

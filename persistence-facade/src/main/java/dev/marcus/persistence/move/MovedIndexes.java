package dev.marcus.persistence.move;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the indexes of the source on the target, and drops those that the source has no more. Unique ones only when
 * nobody writes any more: between two batches the target may hold two entries with the same values, which the source
 * never had at once.
 */
final class MovedIndexes {
    private final Store source;
    private final Store target;

    MovedIndexes(Store source, Store target) {
        this.source = source;
        this.target = target;
    }

    /** Makes those that hold whatever is written; a target that has no indexes is spared them. */
    void makeOrdinary() {
        make(definition -> !Index.Declared.of(definition.key(), definition.document())
                .index()
                .kind()
                .equals(Index.Kind.UNIQUE));
    }

    /** Makes all. */
    void makeAll() {
        make(definition -> true);
    }

    private void make(Predicate<Entry> wanted) {
        if (!target.capabilities().has(Capability.INDEXES)) {
            return;
        }
        Map<String, Entry> there = definitions(target);
        Map<String, Entry> here = definitions(source);
        there.forEach((key, definition) -> {
            Entry same = here.get(key);
            if (same == null || !same.document().equals(definition.document())) {
                target.delete(Index.COLLECTION, key);
            }
        });
        here.forEach((key, definition) -> {
            if (wanted.test(definition) && isMissing(definition)) {
                target.commit(
                        Commit.of(new Change.Put(Index.COLLECTION, key, definition.document(), definition.storedAt())));
            }
        });
    }

    private boolean isMissing(Entry definition) {
        return target.retrieve(Index.COLLECTION, definition.key()).isEmpty();
    }

    private static Map<String, Entry> definitions(Store store) {
        try (Stream<Entry> all = store.stream(Query.of(Index.COLLECTION))) {
            return all.collect(Collectors.toMap(Entry::key, entry -> entry, (a, b) -> a, TreeMap::new));
        }
    }
}

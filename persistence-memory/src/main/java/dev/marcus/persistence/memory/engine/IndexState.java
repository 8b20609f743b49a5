package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.ValueOrder;
import dev.marcus.persistence.query.ValueReader;
import dev.marcus.persistence.query.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One index of a collection at one moment; immutable. An ordered one has an item an entry, a text index one for each word. */
final class IndexState {
    private final Index index;
    private final ValueReader reader;
    private final OrderTree<IndexItem> items;

    private IndexState(Index index, ValueReader reader, OrderTree<IndexItem> items) {
        this.index = index;
        this.reader = reader;
        this.items = items;
    }

    /** Makes the index over these entries. */
    static IndexState of(Index index, Iterator<Entry> entries) {
        IndexState empty = new IndexState(index, new ValueReader(index.paths()), OrderTree.empty(IndexItem.ORDER));
        List<IndexItem> all = new ArrayList<>();
        while (entries.hasNext()) {
            Entry entry = entries.next();
            empty.valuesOf(entry).forEach(values -> all.add(new IndexItem(values, entry)));
        }
        all.sort(IndexItem.ORDER);
        for (int i = 1; i < all.size(); i++) {
            @Nullable Object[] shared = all.get(i - 1).values();
            if (IndexItem.compareValues(shared, all.get(i).values()) == 0) {
                all.set(i, new IndexItem(shared, all.get(i).entry()));
            }
        }
        return empty.with(OrderTree.of(IndexItem.ORDER, all));
    }

    private IndexState with(OrderTree<IndexItem> changed) {
        return new IndexState(index, reader, changed);
    }

    Index index() {
        return index;
    }

    OrderTree<IndexItem> items() {
        return items;
    }

    private List<@Nullable Object[]> valuesOf(Entry entry) {
        @Nullable Object[] values = reader.read(entry);
        if (index.kind() != Index.Kind.TEXT) {
            for (int i = 0; i < values.length; i++) {
                if (ValueOrder.isContainer(values[i])) {
                    values[i] = PathReader.CONTAINER;
                }
            }
            return List.<@Nullable Object[]>of(values);
        }
        List<@Nullable Object[]> words = new ArrayList<>();
        if (values[0] instanceof String text) {
            Set<String> distinct = new HashSet<>(Words.of(text));
            distinct.forEach(word -> words.add(new Object[] {word}));
        }
        return words;
    }

    IndexState with(Entry entry, Edit edit) {
        OrderTree<IndexItem> changed = items;
        for (@Nullable Object[] values : valuesOf(entry)) {
            changed = changed.with(new IndexItem(shared(changed, values), entry), edit);
        }
        return with(changed);
    }

    IndexState without(Entry entry, Edit edit) {
        OrderTree<IndexItem> changed = items;
        for (@Nullable Object[] values : valuesOf(entry)) {
            changed = changed.without(new IndexItem(values, entry), edit);
        }
        return with(changed);
    }

    /** Returns the values that an item with equal ones already has, so that equal ones are kept once. */
    private static @Nullable Object[] shared(OrderTree<IndexItem> items, @Nullable Object[] values) {
        int at = items.rank(item -> beforeAll(values, item));
        if (at < items.size()) {
            @Nullable Object[] found = items.get(at).values();
            if (IndexItem.compareValues(found, values) == 0) {
                return found;
            }
        }
        return values;
    }

    private static int beforeAll(@Nullable Object[] values, IndexItem item) {
        int order = IndexItem.compareValues(values, item.values());
        return order != 0 ? order : -1;
    }

    /** Returns the key of another entry that has these values; null if there is none. */
    @Nullable
    String otherWith(List<Object> values, String key) {
        @Nullable Object[] wanted = values.toArray();
        for (int at = items.rank(item -> beforeAll(wanted, item)); at < items.size(); at++) {
            IndexItem item = items.get(at);
            if (IndexItem.compareValues(item.values(), wanted) != 0) {
                return null;
            }
            if (!item.entry().key().equals(key)) {
                return item.entry().key();
            }
        }
        return null;
    }

    /** Returns the keys of two entries that a unique index would hold against each other; none if there are no such. */
    List<String> duplicates() {
        Iterator<IndexItem> all = items.between(0, items.size());
        IndexItem before = null;
        while (all.hasNext()) {
            IndexItem item = all.next();
            if (before != null
                    && IndexItem.compareValues(before.values(), item.values()) == 0
                    && index.uniqueValues(item.entry()) != null) {
                return List.of(item.entry().key(), before.entry().key());
            }
            before = item;
        }
        return List.of();
    }
}

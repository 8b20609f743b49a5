package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The indexes that a store must have, and what the unique ones refuse; they do nothing else that can be seen. */
final class IndexModel {
    private final Map<String, Map<String, Index>> indexes = new HashMap<>();

    private Map<String, Index> in(String collection) {
        return indexes.computeIfAbsent(collection, name -> new TreeMap<>());
    }

    List<Index> of(String collection) {
        return List.copyOf(in(collection).values());
    }

    /** Says whether the index was not there. */
    boolean make(String collection, Index index) {
        return in(collection).put(index.name(), index) == null;
    }

    /** Says whether the index was there. */
    boolean drop(String collection, String name) {
        return in(collection).remove(name) != null;
    }

    /** Says whether what is in the collection lets the index be made. */
    boolean allow(String collection, Index index, Model model) {
        return index.kind() != Index.Kind.UNIQUE
                || areUnique(List.copyOf(model.entries(collection).values()), index);
    }

    /** Says whether all unique indexes allow what the commit would leave; it has puts and deletes only. */
    boolean allow(Commit commit, Model model) {
        Map<String, Map<String, Entry>> outcome = new HashMap<>();
        for (Change change : commit.changes()) {
            Map<String, Entry> entries = outcome.computeIfAbsent(
                    change.collection(), name -> new HashMap<>(model.entries(change.collection())));
            if (change instanceof Change.Put put) {
                entries.put(put.key(), Entry.of(put.collection(), put.key(), put.document(), Script.START, 1));
            } else if (change instanceof Change.Delete delete) {
                entries.remove(delete.key());
            }
        }
        return outcome.entrySet().stream()
                .allMatch(changed -> in(changed.getKey()).values().stream()
                        .filter(index -> index.kind() == Index.Kind.UNIQUE)
                        .allMatch(index ->
                                areUnique(List.copyOf(changed.getValue().values()), index)));
    }

    private static boolean areUnique(List<Entry> entries, Index index) {
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (collide(values(entries.get(i), index), values(entries.get(j), index))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<@Nullable Object> values(Entry entry, Index index) {
        List<@Nullable Object> values = new ArrayList<>();
        for (FieldPath path : index.paths()) {
            values.add(Values.at(entry, path));
        }
        return values;
    }

    private static boolean collide(List<@Nullable Object> a, List<@Nullable Object> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Values.comparable(a.get(i), b.get(i)) || Values.compare(a.get(i), b.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }
}

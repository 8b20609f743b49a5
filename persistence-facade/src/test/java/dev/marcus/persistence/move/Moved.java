package dev.marcus.persistence.move;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the tests move. */
final class Moved {
    private Moved() {}

    static Document doc(long n) {
        return Document.builder().put("n", n).put("text", "value " + n).build();
    }

    /** Stores so many entries, each with a number of its own. */
    static void fill(Store store, int entries) {
        for (int n = 0; n < entries; n++) {
            store.store(n % 3 == 0 ? "a" : "b", "k" + n, doc(n));
        }
    }

    /** Returns what a store holds, without revisions. */
    static Map<String, String> content(Store store) {
        Map<String, String> all = new TreeMap<>();
        for (String collection : store.collections()) {
            try (Stream<Entry> entries = store.stream(Query.of(collection))) {
                entries.forEach(entry -> all.put(
                        collection + "/" + entry.key(),
                        entry.storedAt() + " " + entry.document().toJson()));
            }
        }
        return all;
    }

    /** Changes something at random. */
    static void write(Store store, Random random, int keys) {
        String key = "k" + random.nextInt(keys);
        String collection = random.nextBoolean() ? "a" : "b";
        switch (random.nextInt(8)) {
            case 0 -> store.delete(collection, key);
            case 1 ->
                store.commit(Commit.builder()
                        .put("a", key, doc(random.nextLong()))
                        .delete("b", key)
                        .build());
            default -> store.store(collection, key, doc(random.nextLong()));
        }
    }
}

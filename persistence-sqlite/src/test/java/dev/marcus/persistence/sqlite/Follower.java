package dev.marcus.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what a feed tells it, and insists that revisions only grow. For one thread. */
final class Follower {
    private final Map<List<String>, Entry> held = new HashMap<>();
    private long reached;

    long reached() {
        return reached;
    }

    /** Asks until there is no more, and returns what it was told. */
    List<ChangedEntry> catchUp(Store store, int limit) {
        List<ChangedEntry> told = new ArrayList<>();
        boolean more = true;
        while (more) {
            ChangeBatch batch = store.changes(reached, limit);
            assertThat(batch.changes().size()).isLessThanOrEqualTo(limit);
            batch.changes().forEach(this::apply);
            told.addAll(batch.changes());
            assertThat(batch.reached()).isGreaterThanOrEqualTo(reached);
            reached = batch.reached();
            more = batch.more();
        }
        return told;
    }

    private void apply(ChangedEntry change) {
        assertThat(change.revision()).isGreaterThan(reached);
        reached = change.revision();
        List<String> name = List.of(change.collection(), change.key());
        if (change.stored() == null) {
            held.remove(name);
        } else {
            held.put(name, change.stored());
        }
    }

    void assertHoldsAllOf(Store store) {
        Map<List<String>, Entry> there = new HashMap<>();
        for (String collection : store.collections()) {
            for (Entry entry : store.query(Query.of(collection)).entries()) {
                there.put(List.of(collection, entry.key()), entry);
            }
        }
        assertThat(held).isEqualTo(there);
    }

    /** Returns changes as text: {@code c/k} for what is there, {@code c/k gone} for what is not. */
    static List<String> texts(List<ChangedEntry> changes) {
        return changes.stream()
                .map(change -> change.collection() + "/" + change.key() + (change.isDeletion() ? " gone" : ""))
                .toList();
    }

    /** Returns what changed after the revision, as text. */
    static List<String> after(Store store, long revision) {
        return texts(store.changes(revision, Integer.MAX_VALUE).changes());
    }
}

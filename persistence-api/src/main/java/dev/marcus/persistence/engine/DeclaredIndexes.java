package dev.marcus.persistence.engine;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The indexes of a store, which it keeps as entries of a collection of its own: what makes and drops them is a commit. */
final class DeclaredIndexes {
    private final Store store;

    DeclaredIndexes(Store store) {
        this.store = store;
    }

    boolean create(String collection, Index index) {
        requireNonNull(index, "index");
        Names.checkCollection(collection);
        if (collection.equals(Index.COLLECTION)) {
            throw new InvalidRequestException(
                    "collection: '" + collection + "' (expected: another; it holds the indexes and has none itself)");
        }
        String key = Index.key(collection, index.name());
        while (!isThere(key, index)) {
            try {
                store.commit(Commit.builder()
                        .put(Index.COLLECTION, key, index.toDocument(collection))
                        .requireAbsent(Index.COLLECTION, key)
                        .build());
                return true;
            } catch (ConflictException e) {
                if (e.conflicts().stream().map(Conflict::index).anyMatch(name -> name != null)) {
                    throw e;
                }
            }
        }
        return false;
    }

    /** Says whether the index is there already, and refuses it if another one is in its place. */
    private boolean isThere(String key, Index index) {
        Optional<Index> found = store.retrieve(Index.COLLECTION, key)
                .map(entry -> Index.Declared.of(key, entry.document()).index());
        if (found.isPresent() && !found.get().equals(index)) {
            throw new InvalidRequestException("index '" + index.name() + "': there is one already, " + found.get()
                    + " (expected: the same, or another name; drop the old one first)");
        }
        return found.isPresent();
    }

    boolean drop(String collection, String name) {
        return store.delete(Index.COLLECTION, Index.key(collection, name));
    }

    List<Index> of(String collection) {
        Query query = Query.of(Index.COLLECTION)
                .where(Filter.where("collection").eq(Names.checkCollection(collection)))
                .sortBy(Sort.asc("name"));
        try (Stream<Entry> entries = store.stream(query)) {
            return entries.map(entry ->
                            Index.Declared.of(entry.key(), entry.document()).index())
                    .toList();
        }
    }
}

package dev.marcus.persistence.migration;

import static dev.marcus.persistence.query.Filter.anyOf;
import static dev.marcus.persistence.query.Filter.matching;
import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.PositionCodec;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A query over documents of several versions, answered as if all were of the newest: the backend filters what is of it, and
 * the rest is filtered here. An order by paths of the documents is made here too.
 */
final class VersionedQuery {
    private final Store store;
    private final VersionedCollection collection;
    private final VersionedCollection.Known known;
    private final Query query;
    private final boolean ordered;

    VersionedQuery(Store store, VersionedCollection collection, VersionedCollection.Known known, Query query) {
        this.store = store;
        this.collection = collection;
        this.known = known;
        this.query = query;
        ordered = query.sorts().stream().allMatch(sort -> sort.path().isEntryOwn());
    }

    /** Says whether there may be documents of older versions. */
    boolean isMixed() {
        return !known.versions().isFinished();
    }

    private Entry present(Entry entry) {
        return collection.present(entry, known);
    }

    private Filter filter() {
        if (!isMixed() || query.filter().equals(Filter.all())) {
            return query.filter();
        }
        Predicate<Entry> test = query.filter().predicate();
        long boundary = known.versions().boundary();
        return anyOf(
                where(Names.REVISION).gt(boundary).and(query.filter()),
                where(Names.REVISION).lte(boundary).and(matching(entry -> test.test(present(entry)))));
    }

    /** Returns the query for the same entries as they are stored, in no other order than its own, from the beginning. */
    private Query all() {
        Query all = Query.of(query.collection()).where(filter());
        all = ordered ? all.sortBy(query.sorts()) : all;
        return query.onDamage().map(all::skipDamaged).orElse(all);
    }

    long count() {
        if (!isMixed()) {
            return store.count(query);
        }
        if (query.after().isEmpty()) {
            return store.count(limited(all()));
        }
        try (Stream<Entry> entries = stream()) {
            return entries.count();
        }
    }

    /** Returns what the store is asked for: at least what is to be answered. */
    Query beneath() {
        if (!isMixed()) {
            return query;
        }
        if (!ordered) {
            return all();
        }
        Query all = limited(all());
        return query.after().map(cursor -> all.after(translated(cursor, all))).orElse(all);
    }

    private Query limited(Query all) {
        return query.limit().isPresent() ? all.limit(query.limit().getAsInt()) : all;
    }

    /** Cursors know their query; that of the store is for the same place in another one. */
    private PageCursor translated(PageCursor cursor, Query all) {
        Position place = codec(query).decode(cursor);
        String key = "-";
        for (int i = 0; i < query.sorts().size(); i++) {
            if (query.sorts().get(i).path().toString().equals(Names.KEY)) {
                key = String.valueOf(place.values().get(i));
            }
        }
        return codec(all)
                .encode(Entry.of(query.collection(), key, Document.empty(), place.storedAt(), place.revision()));
    }

    private PositionCodec codec(Query of) {
        return PositionCodec.of(of, store.description().storeId());
    }

    Stream<Entry> stream() {
        Stream<Entry> entries = store.stream(beneath()).map(this::present);
        if (!isMixed() || ordered) {
            return entries;
        }
        PositionCodec codec = codec(query);
        Position place = query.after().map(codec::decode).orElse(null);
        Stream<Entry> sorted = entries.filter(entry -> place == null || codec.isBehind(entry, place))
                .sorted(Sort.comparator(query.sorts()));
        return query.limit().isPresent() ? sorted.limit(query.limit().getAsInt()) : sorted;
    }

    Optional<Entry> first() {
        if (query.limit().orElse(1) == 0) {
            return Optional.empty();
        }
        if (!isMixed()) {
            return store.first(query).map(this::present);
        }
        try (Stream<Entry> entries = new VersionedQuery(store, collection, known, query.limit(1)).stream()) {
            return entries.findFirst();
        }
    }

    Page page() {
        if (!isMixed()) {
            Page page = store.query(query);
            return new Page(page.entries().stream().map(this::present).toList(), page.cursor());
        }
        int limit = query.limit().orElse(Integer.MAX_VALUE);
        if (limit == 0) {
            return new Page(List.of(), query.after().orElse(null));
        }
        Query oneMore = limit == Integer.MAX_VALUE ? query : query.limit(limit + 1);
        List<Entry> found = new ArrayList<>();
        try (Stream<Entry> entries = new VersionedQuery(store, collection, known, oneMore).stream()) {
            for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                found.add(all.next());
            }
        }
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        List<Entry> page = found.subList(0, limit);
        return new Page(page, codec(query).encode(page.get(limit - 1)));
    }
}

package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps documents and their versions together when entries are carried from one store into another, where they get other
 * revisions: a collection takes its version along into an empty one, and is refused by one of another version. For one
 * carrying and one thread.
 */
public final class CarriedVersions {
    private final Store target;
    private final Set<String> agreed = new HashSet<>();

    /** Takes the store that the entries are carried into. */
    public CarriedVersions(Store target) {
        this.target = target;
    }

    /**
     * Returns the collections in the order in which they are to be carried: the versions first.
     *
     * @throws InvalidRequestException if a collection has documents of several versions, which only their revisions here
     *     tell apart
     */
    public static List<String> collections(Store from) {
        try (Stream<Entry> records = from.stream(Query.of(CollectionVersion.COLLECTION))) {
            records.filter(record -> !Lease.isKey(record.key())).forEach(CarriedVersions::finished);
        }
        List<String> all = new ArrayList<>(from.collections());
        if (all.remove(CollectionVersion.COLLECTION)) {
            all.add(0, CollectionVersion.COLLECTION);
        }
        return all;
    }

    private static Versions finished(Entry record) {
        Versions versions = Versions.of(record);
        if (!versions.isFinished()) {
            throw new InvalidRequestException("collection '" + record.key() + "': its migration to version "
                    + versions.current() + " is not finished (expected: all documents of one version, as they are told"
                    + " apart by their revisions in this store alone); run the migration, and copy then");
        }
        return versions;
    }

    /**
     * Takes what comes of the collection {@link CollectionVersion#COLLECTION}, and says whether it is to be stored.
     *
     * @throws InvalidRequestException if the documents that are there are of another version
     */
    public boolean take(Entry record) {
        if (Lease.isKey(record.key())) {
            return false;
        }
        String collection = record.key();
        int version = finished(record).current();
        Optional<CollectionVersion> here = CollectionVersion.of(target, collection);
        boolean empty = here.isEmpty() && target.first(Query.of(collection)).isEmpty();
        if (!empty) {
            agree(collection, version, here);
        }
        agreed.add(collection);
        return empty;
    }

    /**
     * Says whether documents of the collection may be stored.
     *
     * @throws InvalidRequestException if they come without a version, and those that are there have one
     */
    public void check(String collection) {
        if (agreed.add(collection)) {
            agree(collection, 0, CollectionVersion.of(target, collection));
        }
    }

    private static void agree(String collection, int version, Optional<CollectionVersion> here) {
        int found = here.map(CollectionVersion::version).orElse(0);
        boolean finished = here.map(CollectionVersion::finished).orElse(true);
        if (found != version || !finished) {
            throw new InvalidRequestException(
                    "collection '" + collection + "' comes with documents of version " + version
                            + ", and is at version " + found + (finished ? "" : ", not finished,")
                            + " here (expected: the same, or an empty collection); bring them to one version first. Nothing of it"
                            + " was stored");
        }
    }

    /** Returns the entry that a line of an export stands for. */
    public static Entry record(String key, Document document) {
        return Entry.of(CollectionVersion.COLLECTION, key, document, Entry.MIN_STORED_AT, 1);
    }
}

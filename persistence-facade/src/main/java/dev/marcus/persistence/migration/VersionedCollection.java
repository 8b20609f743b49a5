package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.store.Precondition;
import dev.marcus.persistence.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the versions of one collection, read again when an entry shows that the store has gone on. For any number
 * of threads.
 */
final class VersionedCollection {
    private final Store store;
    private final Conversion conversion;
    private final String name;
    private volatile @Nullable Known known;

    VersionedCollection(Store store, Conversion conversion) {
        this.store = store;
        this.conversion = conversion;
        name = conversion.plan().collection();
    }

    /**
     * What was known at a moment.
     *
     * @param upTo the revision up to which nothing can have changed the answer
     */
    record Known(Versions versions, long upTo, Precondition fence) {}

    /**
     * Returns what is known, to be asked for before the entries are read that it is to tell about: afterwards it may be too
     * new, and no longer know of versions that only an older snapshot shows.
     *
     * @throws MigrationMismatchException if the collection is not of the version of the plan
     */
    Known known() {
        Known last = known;
        return last == null ? refresh() : last;
    }

    /** Returns what is known now, for an answer that may leave out entries which would show that it is too old. */
    Known fresh() {
        Known last = known;
        return last == null || store.lastRevision() > last.upTo ? refresh() : last;
    }

    void forget() {
        known = null;
    }

    /** The revision comes first, so that a version that is marked behind it cannot be missed. */
    Known refresh() {
        known = null;
        long upTo = store.lastRevision();
        Versions versions = store.retrieve(CollectionVersion.COLLECTION, name)
                .map(Versions::of)
                .orElseGet(Versions::none);
        if (versions.current() != latest()) {
            throw new MigrationMismatchException("collection '" + name + "' is at version " + versions.current()
                    + " (expected: " + latest()
                    + ", the last step of this program); somebody has migrated it since this"
                    + " program opened it: open it again with the program that fits. Nothing was read or written");
        }
        Precondition fence = versions.revision() == 0
                ? new Precondition.Absent(CollectionVersion.COLLECTION, name)
                : new Precondition.AtRevision(CollectionVersion.COLLECTION, name, versions.revision());
        Known fresh = new Known(versions, upTo, fence);
        known = fresh;
        return fresh;
    }

    int latest() {
        return conversion.plan().latest();
    }

    /** Returns the entry as of the newest version. */
    Entry present(Entry entry, Known before) {
        Versions versions = entry.revision() <= before.upTo ? before.versions : refreshedFor(entry).versions;
        int version = versions.of(entry.revision());
        return version == latest()
                ? entry
                : Entry.of(
                        name,
                        entry.key(),
                        conversion.convert(entry, version, latest()),
                        entry.storedAt(),
                        entry.revision());
    }

    private Known refreshedFor(Entry entry) {
        Known last = known;
        return last != null && entry.revision() <= last.upTo ? last : refresh();
    }
}

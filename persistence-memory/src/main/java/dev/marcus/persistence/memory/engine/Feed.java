package dev.marcus.persistence.memory.engine;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What changed last in a store, by revision: the entries that are there, and tombstones of those that are not; immutable. */
final class Feed {
    /** Revisions differ; the rest of the order keeps apart what damaged files claim. */
    static final Comparator<Entry> BY_REVISION = Feed::compare;

    /** The feed of a new store. */
    static final Feed EMPTY =
            new Feed(OrderTree.empty(BY_REVISION), OrderTree.empty(Comparator.comparingLong(Tombstone::revision)), 0);

    /** The feed of a store that is being read, which gets its entries in one piece at the end. */
    static final Feed WITHOUT_ENTRIES = new Feed(null, EMPTY.deleted, 0);

    private final @Nullable OrderTree<Entry> stored;
    private final OrderTree<Tombstone> deleted;
    private final long horizon;

    private Feed(@Nullable OrderTree<Entry> stored, OrderTree<Tombstone> deleted, long horizon) {
        this.stored = stored;
        this.deleted = deleted;
        this.horizon = horizon;
    }

    private static int compare(Entry a, Entry b) {
        int byRevision = Long.compare(a.revision(), b.revision());
        if (byRevision != 0) {
            return byRevision;
        }
        int byCollection = a.collection().compareTo(b.collection());
        return byCollection != 0 ? byCollection : a.key().compareTo(b.key());
    }

    /** Returns the highest revision of a deletion of which there is no tombstone any more. */
    long horizon() {
        return horizon;
    }

    /** Goes through the tombstones, the oldest first. */
    Iterator<Tombstone> tombstones() {
        return deleted.size() == 0 ? Collections.emptyIterator() : deleted.between(0, deleted.size());
    }

    /** Returns how many tombstones there are. */
    int tombstoneCount() {
        return deleted.size();
    }

    /** Returns the revision of the newest tombstone; 0 if there is none. */
    long newestTombstone() {
        return deleted.size() == 0 ? 0 : deleted.get(deleted.size() - 1).revision();
    }

    /** Returns the feed with these entries, which are in order, and no others. */
    Feed of(List<Entry> entries) {
        return new Feed(OrderTree.of(BY_REVISION, entries), deleted, horizon);
    }

    /** Returns the feed in which the entry was stored in the place of another one. */
    Feed with(Entry entry, @Nullable Entry replaced, Edit edit) {
        OrderTree<Entry> others = stored;
        if (others == null) {
            return this;
        }
        if (replaced != null) {
            others = others.without(replaced, edit);
        }
        return new Feed(others.with(entry, edit), deleted, horizon);
    }

    /** Returns the feed in which the entry is not there any more. */
    Feed without(Entry removed, Edit edit) {
        return stored == null ? this : new Feed(stored.without(removed, edit), deleted, horizon);
    }

    /** Returns the feed with the tombstone. */
    Feed with(Tombstone tombstone, Edit edit) {
        return new Feed(stored, deleted.with(tombstone, edit), horizon);
    }

    /** Returns the feed without the tombstone, whose key has been stored again or is dropped. */
    Feed without(Tombstone tombstone, Edit edit) {
        return new Feed(stored, deleted.without(tombstone, edit), horizon);
    }

    /** Returns the feed that tells nothing of deletions up to this revision. */
    Feed since(long revision) {
        return new Feed(stored, deleted, Math.max(horizon, revision));
    }

    /**
     * Returns what changed after the revision, of a store at this revision.
     *
     * @throws ChangesExpiredException if there may have been deletions after it that are not known any more
     */
    ChangeBatch changes(long after, int limit, long last) {
        if (after > 0 && after < horizon) {
            throw ChangesExpiredException.tooLate(after, horizon);
        }
        Next<Entry> entries = new Next<>(behind(requireNonNull(stored), Entry::revision, after), Entry::revision);
        Next<Tombstone> deletions = new Next<>(
                after == 0 ? Collections.emptyIterator() : behind(deleted, Tombstone::revision, after),
                Tombstone::revision);
        List<ChangedEntry> changes = new ArrayList<>();
        while (changes.size() < limit && Math.min(entries.revision, deletions.revision) < Long.MAX_VALUE) {
            if (entries.revision < deletions.revision) {
                changes.add(ChangedEntry.of(entries.take()));
            } else {
                Tombstone gone = deletions.take();
                changes.add(ChangedEntry.deleted(gone.collection(), gone.key(), gone.revision()));
            }
        }
        boolean more = Math.min(entries.revision, deletions.revision) < Long.MAX_VALUE;
        return new ChangeBatch(changes, more ? changes.get(changes.size() - 1).revision() : last, more);
    }

    private static <E> Iterator<E> behind(OrderTree<E> tree, ToLongFunction<E> revision, long after) {
        return tree.between(
                tree.rank(item -> Long.compare(after, revision.applyAsLong(item)) < 0 ? -1 : 1), tree.size());
    }

    /** The next item of one of the two orders. */
    private static final class Next<E> {
        private final Iterator<E> rest;
        private final ToLongFunction<E> revisions;
        private @Nullable E item;
        private long revision;

        private Next(Iterator<E> rest, ToLongFunction<E> revisions) {
            this.rest = rest;
            this.revisions = revisions;
            advance();
        }

        private void advance() {
            item = rest.hasNext() ? rest.next() : null;
            revision = item == null ? Long.MAX_VALUE : revisions.applyAsLong(item);
        }

        private E take() {
            E taken = requireNonNull(item);
            advance();
            return taken;
        }
    }
}

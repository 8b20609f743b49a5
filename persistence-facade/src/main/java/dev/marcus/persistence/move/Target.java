package dev.marcus.persistence.move;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store that is moved to, with the record of how far it has come. What is written and the record are one commit where
 * the store can do that; where it cannot, the record comes last, and what is written again is the same. Each writing
 * demands the record as this knows it, so that of two moves at once one fails. For one thread.
 */
final class Target {
    private final Store store;
    private final boolean atomic;
    private MoveRecord record;
    private long revision;

    private Target(Store store, MoveRecord record, long revision) {
        this.store = store;
        this.record = record;
        this.revision = revision;
        atomic = store.capabilities().has(Capability.ATOMIC_COMMIT);
    }

    /** Goes on with the move that the store has the record of, or begins one if it holds nothing. */
    static Target of(Store store, Store source) {
        Optional<Entry> found = store.retrieve(MoveRecord.COLLECTION, MoveRecord.KEY);
        String from = source.description().storeId();
        if (found.isEmpty()) {
            checkEmpty(store);
            Target target = new Target(store, new MoveRecord(from, source.lastRevision(), 0, 0), 0);
            target.write(Commit.builder(), target.record);
            return target;
        }
        MoveRecord record = MoveRecord.of(found.get().document());
        if (!record.source().equals(from)) {
            throw new InvalidRequestException("move: the target is that of a move from store " + record.source()
                    + ", which has not ended (expected: one from store " + from
                    + "; end the other, or give a new store)");
        }
        return new Target(store, record, found.get().revision());
    }

    private static void checkEmpty(Store store) {
        List<String> collections = store.collections();
        if (!collections.isEmpty()) {
            throw new InvalidRequestException("move: the target holds entries, in '" + collections.get(0) + "'"
                    + (collections.size() > 1 ? " and " + (collections.size() - 1) + " other collections" : "")
                    + " (expected: a store that holds nothing, opened without declaring indexes or migrations,"
                    + " or the target of a move from the same source)");
        }
    }

    MoveRecord record() {
        return record;
    }

    /** Says whether the collection is moved entry by entry: indexes are made from their definitions when it is time. */
    static boolean takes(String collection) {
        return !collection.equals(Index.COLLECTION) && !collection.equals(MoveRecord.COLLECTION);
    }

    /** Applies the batch, and returns how many changes were in it that are moved. */
    int apply(ChangeBatch batch) {
        List<ChangedEntry> changes = batch.changes().stream()
                .filter(change -> takes(change.collection()))
                .toList();
        if (batch.reached() == record.reached()) {
            return 0;
        }
        long copied = record.copied() + (record.isCopying() ? changes.size() : 0);
        Commit.Builder commit = Commit.builder();
        for (ChangedEntry change : changes) {
            if (atomic) {
                commit.change(moved(change));
            } else {
                store.commit(Commit.of(moved(change)));
            }
        }
        write(commit, record.at(batch.reached(), copied));
        return changes.size();
    }

    private static Change moved(ChangedEntry change) {
        Entry entry = change.stored();
        return entry == null
                ? new Change.Delete(change.collection(), change.key())
                : new Change.Put(entry.collection(), entry.key(), entry.document(), entry.storedAt());
    }

    private void write(Commit.Builder commit, MoveRecord next) {
        require(commit);
        commit.put(MoveRecord.COLLECTION, MoveRecord.KEY, next.toDocument());
        CommitResult result = store.commit(commit.build());
        revision = last(result).orElseThrow().revision();
        record = next;
    }

    private static Optional<Entry> last(CommitResult result) {
        return result.outcomes().get(result.outcomes().size() - 1).entry();
    }

    private void require(Commit.Builder commit) {
        if (revision == 0) {
            commit.requireAbsent(MoveRecord.COLLECTION, MoveRecord.KEY);
        } else {
            commit.requireRevision(MoveRecord.COLLECTION, MoveRecord.KEY, revision);
        }
    }

    /** Removes the record: the move has ended. */
    void end() {
        Commit.Builder commit = Commit.builder().delete(MoveRecord.COLLECTION, MoveRecord.KEY);
        require(commit);
        store.commit(commit.build());
    }

    /** Says whether the entry is there as the source has it; empty if so, else what differs. */
    @Nullable
    String difference(Entry entry) {
        Optional<Entry> here = store.retrieve(entry.collection(), entry.key());
        if (here.isEmpty()) {
            return "missing in the target";
        }
        if (!here.get().storedAt().equals(entry.storedAt())) {
            return "stored at " + here.get().storedAt() + " in the target (expected: " + entry.storedAt() + ")";
        }
        return here.get().document().equals(entry.document()) ? null : "another document in the target";
    }
}

package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import java.util.ArrayList;
import java.util.List;

/** What a commit means, once for all backends: the preconditions first, then the changes in their order. */
public final class CommitApplication {
    private CommitApplication() {}

    /**
     * Checks the preconditions, applies the changes, and looks whether unique indexes allow what has come of them. Writes
     * nothing before every precondition is known to hold. That it happens all or none, and alone, is up to the target.
     *
     * @throws ConflictException if a precondition does not hold, naming each that does not, or if a unique index does not
     *     allow the outcome, naming both keys; what was written is then to be taken back
     */
    public static CommitResult apply(Commit commit, CommitTarget target) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Precondition precondition : commit.preconditions()) {
            check(precondition, target, conflicts);
        }
        if (!conflicts.isEmpty()) {
            throw new ConflictException(conflicts);
        }
        commit.changes().forEach(CommitApplication::checkIndex);
        List<CommitResult.Outcome> outcomes = new ArrayList<>(commit.changes().size());
        for (Change change : commit.changes()) {
            outcomes.add(apply(change, target));
        }
        outcomes.forEach(outcome -> outcome.entry().ifPresent(entry -> checkUnique(entry, target, conflicts)));
        if (!conflicts.isEmpty()) {
            throw new ConflictException(conflicts);
        }
        return new CommitResult(outcomes);
    }

    private static void check(Precondition precondition, CommitTarget target, List<Conflict> conflicts) {
        if (precondition instanceof Precondition.Absent absent) {
            long found = target.revisionOf(absent.collection(), absent.key());
            if (found != 0) {
                conflicts.add(new Conflict(absent.collection(), absent.key(), 0, found));
            }
        } else if (precondition instanceof Precondition.AtRevision at) {
            long found = target.revisionOf(at.collection(), at.key());
            if (found != at.revision()) {
                conflicts.add(new Conflict(at.collection(), at.key(), at.revision(), found));
            }
        } else if (precondition instanceof Precondition.Unchanged unchanged) {
            long found = target.lastChange(unchanged.collection());
            if (found > unchanged.since()) {
                conflicts.add(new Conflict(unchanged.collection(), null, unchanged.since(), found));
            }
        } else {
            throw new UnsupportedException(
                    "precondition " + precondition.getClass().getSimpleName()
                            + " is not known to this version (expected: absent, at revision, unchanged)");
        }
    }

    /** Refuses what would stand among the definitions of indexes and is none. */
    private static void checkIndex(Change change) {
        if (change instanceof Change.Put put && put.collection().equals(Index.COLLECTION)) {
            Index.Declared.of(put.key(), put.document());
        }
    }

    private static void checkUnique(Entry entry, CommitTarget target, List<Conflict> conflicts) {
        String collection = entry.collection();
        if (collection.equals(Index.COLLECTION)) {
            checkDuplicates(Index.Declared.of(entry.key(), entry.document()), target, conflicts);
            return;
        }
        for (Index index : target.uniqueIndexes(collection)) {
            List<Object> values = index.uniqueValues(entry);
            if (values == null || target.revisionOf(collection, entry.key()) != entry.revision()) {
                continue; // not held against others, or removed again by the same commit
            }
            String other = target.sameValues(collection, index, values, entry.key());
            if (other != null) {
                conflicts.add(Conflict.notUnique(collection, entry.key(), index.name(), other));
            }
        }
    }

    private static void checkDuplicates(Index.Declared declared, CommitTarget target, List<Conflict> conflicts) {
        if (declared.index().kind() == Index.Kind.UNIQUE) {
            List<String> keys = target.duplicates(declared.collection(), declared.index());
            if (!keys.isEmpty()) {
                conflicts.add(Conflict.notUnique(
                        declared.collection(), keys.get(0), declared.index().name(), keys.get(1)));
            }
        }
    }

    private static CommitResult.Outcome apply(Change change, CommitTarget target) {
        if (change instanceof Change.Put put) {
            Entry entry = Entry.of(
                    put.collection(),
                    put.key(),
                    put.document(),
                    put.imported().orElseGet(target::commitTime),
                    target.nextRevision());
            target.put(entry);
            return new CommitResult.Outcome(1, entry.revision(), entry);
        }
        if (change instanceof Change.Delete delete) {
            if (target.revisionOf(delete.collection(), delete.key()) == 0) {
                return new CommitResult.Outcome(0, 0, null);
            }
            long revision = target.nextRevision();
            target.delete(delete.collection(), delete.key(), revision);
            return new CommitResult.Outcome(1, revision, null);
        }
        if (change instanceof Change.DeleteOlderThan old) {
            long revision = 0;
            List<String> keys = target.keysOlderThan(old.collection(), old.cutoff(), old.limit());
            for (String key : keys) {
                revision = target.nextRevision();
                target.delete(old.collection(), key, revision);
            }
            return new CommitResult.Outcome(keys.size(), revision, null);
        }
        throw new UnsupportedException("change " + change.getClass().getSimpleName()
                + " is not known to this version (expected: put, delete, delete older than)");
    }
}

package dev.marcus.persistence.store;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes that are applied all or none, in their order, if every precondition holds. Immutable. A key is named by one
 * change at most.
 */
public final class Commit {
    private final List<Change> changes;
    private final List<Precondition> preconditions;

    private final Durability durability;

    private Commit(List<Change> changes, List<Precondition> preconditions, Durability durability) {
        this.changes = List.copyOf(changes);
        this.preconditions = List.copyOf(preconditions);
        this.durability = durability;
    }

    /** Returns the commit of this one change. */
    public static Commit of(Change change) {
        return new Commit(List.of(change), List.of(), Durability.NONE);
    }

    /** Starts a commit that is put together step by step. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the changes in the order in which they take effect. */
    public List<Change> changes() {
        return changes;
    }

    /** Returns what must hold. */
    public List<Precondition> preconditions() {
        return preconditions;
    }

    /** Returns the least that the acknowledgement is to promise; {@link Durability#NONE} stands for what the store does. */
    public Durability durability() {
        return durability;
    }

    /** Says how much is in it; never what. */
    @Override
    public String toString() {
        return "Commit(" + changes.size() + " changes, " + preconditions.size() + " preconditions)";
    }

    /** Puts a commit together; for one thread. Every invalid name, key or time is refused at once. */
    public static final class Builder {
        private final List<Change> changes = new ArrayList<>();
        private final List<Precondition> preconditions = new ArrayList<>();
        private final Map<String, Set<String>> named = new HashMap<>();
        private Durability durability = Durability.NONE;

        private Builder() {}

        /** Stores the document under the key. */
        public Builder put(String collection, String key, Document document) {
            return change(new Change.Put(collection, key, document, null));
        }

        /** Stores the document under the key, with the store time that it brings from elsewhere. */
        public Builder putAt(String collection, String key, Document document, Instant storedAt) {
            return change(new Change.Put(collection, key, document, requireNonNull(storedAt, "storedAt")));
        }

        /** Removes the entry, if it is there. */
        public Builder delete(String collection, String key) {
            return change(new Change.Delete(collection, key));
        }

        /**
         * Adds a change.
         *
         * @throws InvalidRequestException if another change of this commit names the same key
         */
        public Builder change(Change change) {
            if (change instanceof Change.Put put) {
                name(put.collection(), put.key());
            } else if (change instanceof Change.Delete delete) {
                name(delete.collection(), delete.key());
            }
            changes.add(change);
            return this;
        }

        private void name(String collection, String key) {
            if (!named.computeIfAbsent(collection, c -> new HashSet<>()).add(key)) {
                throw new InvalidRequestException("commit: collection '" + collection + "', key '" + key
                        + "' is named by two changes (expected: one)");
            }
        }

        /** Demands that there is no entry with this key. */
        public Builder requireAbsent(String collection, String key) {
            return require(new Precondition.Absent(collection, key));
        }

        /** Demands that the entry has this revision. */
        public Builder requireRevision(String collection, String key, long revision) {
            return require(new Precondition.AtRevision(collection, key, revision));
        }

        /** Demands that nothing in the collection changed after this revision, deletions included. */
        public Builder requireUnchanged(String collection, long since) {
            return require(new Precondition.Unchanged(collection, since));
        }

        /** Adds a precondition. */
        public Builder require(Precondition precondition) {
            preconditions.add(requireNonNull(precondition, "precondition"));
            return this;
        }

        /**
         * Demands at least this durability of the acknowledgement, where the store by itself promises less. Others may see
         * the commit as early as the store's own level lets them. A store that cannot do it refuses the commit with an
         * {@link dev.marcus.persistence.error.UnsupportedException}, and nothing is changed.
         */
        public Builder durability(Durability least) {
            durability = requireNonNull(least, "durability");
            return this;
        }

        /** Returns the commit. */
        public Commit build() {
            return new Commit(changes, preconditions, durability);
        }
    }
}

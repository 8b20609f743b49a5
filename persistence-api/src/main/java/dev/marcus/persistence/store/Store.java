package dev.marcus.persistence.store;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Explanation;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One opened store: JSON documents by key in named collections. Whatever the backend behind it, the answers are the same;
 * only its {@link #capabilities} differ.
 *
 * <p>Usable by any number of threads: operations on one key are linearizable, commits are serializable, and a read sees
 * whole commits only. Every operation blocks until it is done, and has done its work when it returns. Any other end is a
 * {@link dev.marcus.persistence.error.PersistenceException} whose subtype tells what to do, and means that nothing
 * changed unless it is an {@link dev.marcus.persistence.error.OutcomeUnknownException}:
 * {@link dev.marcus.persistence.error.InvalidRequestException} for invalid names, keys, documents and sizes,
 * {@link dev.marcus.persistence.error.StoreClosedException} after {@link #close},
 * {@link dev.marcus.persistence.error.CorruptionException},
 * {@link dev.marcus.persistence.error.StorageException} and
 * {@link dev.marcus.persistence.error.TransientException} where the medium gives cause. A null argument is a
 * {@link NullPointerException}.
 */
public interface Store extends AutoCloseable {
    /** Returns which store this is, and why it was chosen. */
    StoreDescription description();

    /** Returns what the store promises. */
    Capabilities capabilities();

    /** Returns what was found at opening that is not served. */
    AdoptionReport adoptionReport();

    /**
     * Stores the document under the key, over what was there. When this returns, every later read sees it, and it is as
     * durable as the store's level says.
     *
     * @return the entry with its store time and revision
     */
    Entry store(String collection, String key, Document document);

    /** Returns the entry, or empty if there is none; an unknown collection is an empty one. */
    Optional<Entry> retrieve(String collection, String key);

    /** Returns what matches, as far as the limit of the query lets through, as of one moment. */
    Page query(Query query);

    /**
     * Returns what matches one by one, as of one moment, without holding all of it. Close the stream; it holds a snapshot
     * until then. Not for several threads.
     */
    Stream<Entry> stream(Query query);

    /** Returns the first match. */
    Optional<Entry> first(Query query);

    /** Returns how many match, at most the limit of the query. */
    long count(Query query);

    /** Returns the figures, one line a group, in the order of the groups' keys; one line if there are no groups. */
    List<Group> aggregate(Aggregation aggregation);

    /** Returns how the query would be answered, without answering it. */
    Explanation explain(Query query);

    /** Answers the query, throws the answer away, and returns how it was answered and how many entries were looked at. */
    Explanation analyze(Query query);

    /**
     * Makes an index of the collection, which every later query may use and every later commit keeps; reads go on
     * meanwhile, and writes wait. It stays until it is dropped, also over reopening. That it is there already is no error.
     *
     * @return whether it was made; false if it was there
     * @throws dev.marcus.persistence.error.ConflictException if it is to be unique and two entries have the same values; it
     *     names both, and nothing was made
     * @throws dev.marcus.persistence.error.InvalidRequestException if another index of the collection has this name
     * @throws dev.marcus.persistence.error.UnsupportedException if the store has no {@link Capability#INDEXES}
     */
    boolean createIndex(String collection, Index index);

    /** Drops the index with this name, and says whether there was one. */
    boolean dropIndex(String collection, String name);

    /** Returns the indexes of the collection, sorted by name. */
    List<Index> indexes(String collection);

    /** Removes the entry, and says whether it was there. */
    boolean delete(String collection, String key);

    /**
     * Removes exactly the entries stored strictly before the cut-off, and returns how many. Works in several commits, so
     * that nobody waits long: after a failure some may be gone, and it can be called again.
     */
    long clearOld(String collection, Instant cutoff);

    /**
     * Applies the commit, all or none. A commit without changes only checks its preconditions.
     *
     * @throws dev.marcus.persistence.error.ConflictException if a precondition does not hold; it names each that does not
     * @throws dev.marcus.persistence.error.UnsupportedException if there are several changes and the store has no
     *     {@link Capability#ATOMIC_COMMIT}, or if the commit demands more durability than the store can give
     */
    CommitResult commit(Commit commit);

    /**
     * Hands the commit in and returns at once where the backend can queue it; commits that one thread hands in take effect
     * in their order. What is refused before a backend sees it, as by a closed store, is thrown at once; otherwise the
     * future ends as {@link #commit} would. Cancelling it does not cancel the commit. Do not block in
     * a stage that runs on the completing thread.
     */
    CompletableFuture<CommitResult> commitAsync(Commit commit);

    /**
     * Returns the revision of the newest commit that every read from now on sees; 0 for a new store. What is read after this
     * call may be newer, never older.
     */
    long lastRevision();

    /**
     * Returns what changed after the revision, in the order of revisions: every key that changed since, of any collection
     * and those of the framework too, with its latest change, deletions included, none missed and none twice. A change that
     * a later one replaced is left out. To follow a store, ask again with the revision {@link ChangeBatch#reached reached};
     * one that begins at 0 with nothing, and applies what it is told, holds what the store holds.
     *
     * <p>Where tombstones have expired, a reader that begins at 0 in small batches is refused on its way, because it cannot be
     * told from one that comes too late. It takes everything in one batch, or asks for the last revision, copies by queries,
     * and follows from that revision.
     *
     * @param after 0 for everything that is there, or a revision reached before
     * @param limit the most changes to return, at least 1
     * @throws dev.marcus.persistence.error.ChangesExpiredException if deletions after the revision are not kept any more, or
     *     the store never came so far; begin again at 0
     * @throws dev.marcus.persistence.error.UnsupportedException if the store has no {@link Capability#CHANGE_FEED}
     */
    ChangeBatch changes(long after, int limit);

    /** Returns the names of the collections that hold at least one entry, sorted. */
    List<String> collections();

    /** Returns how the store is doing at this moment; waits for nobody. */
    StoreStatus status();

    /**
     * Reads everything, compares it with every checksum, index and count that there is, and says what is wrong where.
     * Changes nothing and stops nobody, but reads as much as is there.
     */
    VerifyReport verify();

    /**
     * Writes a backup of one moment, while writers and readers go on: every commit acknowledged before the call, and of
     * those acknowledged meanwhile a prefix. When this returns, it is on the medium, whole and with the digest of each
     * file; {@code Stores.restore} makes a store of it again. The directory, and parents that are missing, are made for
     * their owner alone. After a failure nothing of the backup is left, and after a kill it is one that is refused,
     * because the list of its files is written last.
     *
     * @param directory a place at which nothing is, or an empty directory
     * @throws dev.marcus.persistence.error.UnsupportedException if the store has no {@link Capability#SNAPSHOT_BACKUP};
     *     nothing was written
     */
    BackupReport backup(Path directory);

    /** Returns what only this kind of backend offers, if this one does; such types are named in its documentation. */
    <T> Optional<T> extension(Class<T> type);

    /**
     * Waits for running operations, makes everything durable and lets go of files and connections; open streams then fail.
     * May be called twice.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if called from inside an operation of this store, such
     *     as a predicate; the store stays open
     */
    @Override
    void close();
}

package dev.marcus.persistence;

import static dev.marcus.persistence.Ownership.own;

import dev.marcus.persistence.advice.Advice;
import dev.marcus.persistence.advice.Adviser;
import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.migration.Migration;
import dev.marcus.persistence.migration.Migrations;
import dev.marcus.persistence.model.AgentProfile;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.model.Implementation;
import dev.marcus.persistence.model.Project;
import dev.marcus.persistence.model.TaskOutcome;
import dev.marcus.persistence.model.TaskPattern;
import dev.marcus.persistence.move.Move;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Group;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.VerifyReport;
import dev.marcus.persistence.transaction.Attempts;
import dev.marcus.persistence.transaction.Transactions;
import dev.marcus.persistence.watch.Watch;
import dev.marcus.persistence.watch.Watches;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store with everything that an application asks of it: documents and objects by key, events and decisions, retention,
 * export and import. For any number of threads.
 *
 * <pre>{@code
 * try (Persistence persistence = Persistence.open("sqlite:data/app.db")) {
 *     persistence.store("notes", "first", Map.of("text", "hello"));
 *     persistence.storeEvent("note_written", "me", Map.of("note", "first"));
 * }
 * }</pre>
 *
 * <p>Errors are those of {@link Store}. Collections whose names begin with {@code _} belong to the framework and are
 * refused with an {@link InvalidRequestException}.
 */
public final class Persistence implements AutoCloseable {
    static final String EVENTS = "events";
    static final String DECISIONS = "decisions";

    private final Store store;
    private final Watches watches;
    private final Codec codec;
    private final Retention retention;
    private final NewRecords records;
    private final Threads threads;
    private final Transactions transactions;

    Persistence(
            Store store,
            Watches watches,
            Codec codec,
            Retention retention,
            NewRecords records,
            Threads threads,
            Transactions transactions) {
        this.store = store;
        this.watches = watches;
        this.codec = codec;
        this.retention = retention;
        this.records = records;
        this.threads = threads;
        this.transactions = transactions;
    }

    /** Opens the store that the environment or the class path decides on, as {@link Stores} describes. */
    public static Persistence open() {
        return builder().open();
    }

    /** Opens the store with this URL, such as {@code sqlite:data/app.db}, {@code file:data/state} or {@code memory:}. */
    public static Persistence open(String url) {
        return builder().url(url).open();
    }

    /** Starts an opening with settings. */
    public static PersistenceBuilder builder() {
        return new PersistenceBuilder();
    }

    /** Returns the store beneath. */
    public Store store() {
        return store;
    }

    /** Stores the document under the key, over what was there, and returns the entry. */
    public Entry store(String collection, String key, Document document) {
        return store.store(own(collection), key, document);
    }

    /**
     * Stores an object under the key: a record, bean or map that Jackson can write.
     *
     * @throws InvalidRequestException if it cannot be turned into a document, as with NaN
     */
    public Entry store(String collection, String key, Object value) {
        return store.store(own(collection), key, codec.encode(collection, key, value));
    }

    /** Returns the entry, or empty if there is none. */
    public Optional<Entry> retrieve(String collection, String key) {
        return store.retrieve(own(collection), key);
    }

    /**
     * Returns the object, or empty if there is none.
     *
     * @throws UnreadableEntryException if the entry cannot be turned into the type
     */
    public <T> Optional<T> retrieve(String collection, String key, Class<T> type) {
        return retrieve(collection, key).map(entry -> codec.decode(entry, type));
    }

    /**
     * Begins a question for the documents of a collection, all of them until it is narrowed:
     * {@code persistence.from("events").where(where("event_type").eq("error")).limit(20).list()}.
     */
    public TypedQuery<Document> from(String collection) {
        return collection(collection, Document.class).query();
    }

    /** Returns what matches, as far as the limit of the query lets through, as of one moment. */
    public Page query(Query query) {
        own(query.collection());
        return store.query(query);
    }

    /** Returns any number of matches one by one, as of one moment. Close the stream. */
    public Stream<Entry> stream(Query query) {
        own(query.collection());
        return store.stream(query);
    }

    /** Returns how many match. */
    public long count(Query query) {
        own(query.collection());
        return store.count(query);
    }

    /** Returns figures over what matches. */
    public List<Group> aggregate(Aggregation aggregation) {
        own(aggregation.query().collection());
        return store.aggregate(aggregation);
    }

    /** Removes the entry, and says whether it was there. */
    public boolean delete(String collection, String key) {
        return store.delete(own(collection), key);
    }

    /** Applies changes over any collections, all or none, if their preconditions hold. */
    public CommitResult commit(Commit commit) {
        return store.commit(own(commit));
    }

    /**
     * Runs the function as one transaction and returns what it returns: what it reads is of one moment, what it writes
     * through its argument takes effect at once and only if nothing that it read has been changed meanwhile, as if
     * transactions ran one after the other. Otherwise it is run anew, up to {@value Attempts#MOST} times with pauses that
     * grow, so it should have no effects but through its argument. A transaction that only reads changes nothing and needs
     * no second look.
     *
     * <p>If the function throws, nothing is changed and the exception is passed on. What is read or written through this
     * persistence instead of the argument is no part of the transaction.
     *
     * @throws dev.marcus.persistence.error.ConflictException if the last attempt met a conflict too, or a unique index does
     *     not allow what was written; nothing was changed
     * @throws dev.marcus.persistence.error.UnsupportedException if more than one entry was changed and the backend has no
     *     {@link dev.marcus.persistence.store.Capability#ATOMIC_COMMIT}; nothing was changed
     * @throws InvalidRequestException if the same thread is inside a transaction already
     */
    public <T extends @Nullable Object> T transaction(Function<Transaction, T> work) {
        return transactions.run(view -> work.apply(new Transaction(view, codec, records)));
    }

    /** Runs a function that returns nothing as one transaction, as {@link #transaction(Function)} does. */
    public void transact(Consumer<Transaction> work) {
        transactions.run(view -> {
            work.accept(new Transaction(view, codec, records));
            return null;
        });
    }

    /**
     * Stores what the function makes of the document under the key, and returns the entry; empty if there is none. The
     * function is run anew if somebody else was faster, so that no change is lost.
     *
     * @throws dev.marcus.persistence.error.ConflictException if somebody else was faster {@value Attempts#MOST} times, or a
     *     unique index does not allow it; nothing was changed
     */
    public Optional<TypedEntry<Document>> update(String collection, String key, UnaryOperator<Document> change) {
        return collection(collection, Document.class).update(key, change);
    }

    /** Removes what was stored strictly before the cut-off, and returns how many entries. */
    public long clearOld(String collection, Instant cutoff) {
        return store.clearOld(own(collection), cutoff);
    }

    /** Returns a collection of objects of one type. */
    public <T> TypedCollection<T> collection(String name, Class<T> type) {
        return new TypedCollection<>(reading(type), own(name), Filter.all());
    }

    private <T> Reading<T> reading(Class<T> type) {
        return new Reading<>(store, watches, codec, type, null);
    }

    /**
     * Returns a publisher of what changes from now on in these collections, or in all if none is named; never in those of
     * the framework.
     */
    public Watch<Document> watch(String... collections) {
        Set<String> named = Set.of(collections);
        named.forEach(Ownership::own);
        Predicate<String> all = collection -> !collection.startsWith("_");
        return reading(Document.class).watch(named.isEmpty() ? all : named::contains, Filter.all());
    }

    /**
     * Makes an index of the collection, which later queries use by themselves, and says whether it was missing. It stays
     * until it is dropped, also over reopening; writes wait while it is made.
     *
     * @throws dev.marcus.persistence.error.ConflictException if it is to be unique and two entries have the same values
     * @throws InvalidRequestException if another index of the collection has this name
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend has no indexes
     */
    public boolean createIndex(String collection, Index index) {
        return store.createIndex(own(collection), index);
    }

    /** Drops the index with this name, and says whether there was one. */
    public boolean dropIndex(String collection, String name) {
        return store.dropIndex(own(collection), name);
    }

    /** Returns the indexes of the collection, sorted by name. */
    public List<Index> indexes(String collection) {
        return store.indexes(own(collection));
    }

    /** Stores an event that happens now, under a new name, and returns it. */
    public Event storeEvent(String type, String source, Map<String, ? extends @Nullable Object> data) {
        Event event = records.event(type, source, data);
        storeEvent(event);
        return event;
    }

    /** Stores an event under its own name. */
    public Entry storeEvent(Event event) {
        return store(EVENTS, event.eventId(), event);
    }

    /** Asks for events. */
    public EventQuery events() {
        return new EventQuery(reading(Event.class), Query.of(EVENTS));
    }

    /** Stores a decision that is taken now, under a new name, and returns it. */
    public Decision storeDecision(String taskId, String agentId, String what, String why, @Nullable String impact) {
        Decision decision = records.decision(taskId, agentId, what, why, impact);
        storeDecision(decision);
        return decision;
    }

    /** Stores a decision under its own name. */
    public Entry storeDecision(Decision decision) {
        return store(DECISIONS, decision.decisionId(), decision);
    }

    /** Asks for decisions. */
    public DecisionQuery decisions() {
        return new DecisionQuery(reading(Decision.class), Query.of(DECISIONS));
    }

    /** Returns the projects, and which is active. */
    public ProjectRegistry projects() {
        return new ProjectRegistry(reading(Project.class));
    }

    /** Returns what is known of the agents, by agent. */
    public TypedCollection<AgentProfile> agentProfiles() {
        return collection("agent_profiles", AgentProfile.class);
    }

    /** Returns how tasks ended. */
    public TypedCollection<TaskOutcome> taskOutcomes() {
        return collection("task_outcomes", TaskOutcome.class);
    }

    /** Returns what tasks of a kind have in common, by kind. */
    public TypedCollection<TaskPattern> taskPatterns() {
        return collection("patterns", TaskPattern.class);
    }

    /** Returns what came out of tasks, by task. */
    public TypedCollection<Implementation> implementations() {
        return collection("implementations", Implementation.class);
    }

    /**
     * Removes what is older than this from the collections that have a retention; without any, from {@code events},
     * {@code decisions}, {@code implementations} and {@code patterns}. The report says what became of each.
     */
    public CleanupReport cleanup(Duration age) {
        return retention.cleanup(store, age);
    }

    /** Removes from each collection that has a retention what that does not keep. */
    public CleanupReport cleanup() {
        return retention.cleanup(store);
    }

    /** Returns what the last cleanup since the opening did, whoever asked for it; empty if there was none. */
    public Optional<CleanupReport> lastCleanup() {
        return retention.last();
    }

    /**
     * Takes a plan by which to migrate a collection: {@code persistence.migration(plan).run()}, {@code dryRun(10)} or
     * {@code rollbackTo(2)}. Plans that programs rely on while they run belong to {@link PersistenceBuilder#migrations}.
     */
    public Migration migration(Migrations plan) {
        return Migration.of(store, plan);
    }

    /** Returns the same operations as futures. */
    public AsyncPersistence async() {
        return new AsyncPersistence(this, codec, records, threads);
    }

    /**
     * Writes every entry as a line of JSON, with its collection, key and store time, and returns how many. Each collection
     * is of one moment; the indexes are among the entries. The stream stays open.
     *
     * @throws InvalidRequestException if a migration is not finished; nothing was written
     */
    public long exportTo(OutputStream out) throws IOException {
        return JsonLines.write(store, out);
    }

    /**
     * Stores the entries of an export with their times, over what is there, and returns how many. Works in batches. Its
     * indexes are made at the end, in the place of others with their names, or left out and not counted if the backend has
     * none.
     *
     * @throws dev.marcus.persistence.error.ConflictException if entries violate a unique index that is there, and their
     *     batch and what comes after it is not stored; or one of the export, which is then not made
     * @throws InvalidRequestException if a line is none, naming its number, and the entries before it are stored; or if a
     *     collection has been migrated to another version than here, and of those before it some may be stored
     */
    public long importFrom(InputStream in) throws IOException {
        return JsonLines.read(store, in);
    }

    /**
     * Copies every entry with its time into another store, over what is there, and returns how many; indexes as
     * {@link #importFrom} does.
     */
    public long copyTo(Persistence target) {
        return JsonLines.copy(store, target.store);
    }

    /**
     * Returns the move of everything into another store, while this one is used; {@link Move} says how it goes.
     *
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend cannot tell what changes
     */
    public Move moveTo(Persistence target) {
        return Move.between(Migration.stored(store), Migration.stored(target.store));
    }

    /**
     * Returns how this is doing: what the store says of itself, what it found at opening that it does not serve, and what the
     * last cleanup failed on. Costs
     * next to nothing, waits for nobody and never fails; a closed store is {@code DOWN}. Nothing is read or written for
     * it, so it does not notice a medium that has gone or become full, nor damage that nobody has come across: the next
     * operation does, and {@link #verify} looks for damage.
     */
    public Health health() {
        return Health.of(store, retention.last());
    }

    /**
     * Returns what the use since the opening advises: indexes to make, and whether the backend suits it.
     *
     * @throws InvalidRequestException if it was opened without {@link PersistenceBuilder#adviser}
     */
    public Advice advise() {
        return store.extension(Adviser.class)
                .orElseThrow(() -> new InvalidRequestException(
                        "advise: nothing was watched (expected: opened with PersistenceBuilder.adviser())"))
                .advise();
    }

    /**
     * Reads everything, compares it with every checksum, index and count that there is, and says what is wrong where.
     * Changes nothing and stops nobody, but reads as much as is there.
     */
    public VerifyReport verify() {
        return store.verify();
    }

    /**
     * Writes a backup of one moment into a new directory, while others go on; {@link Stores#restore} puts it back.
     *
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend cannot take backups
     */
    public BackupReport backup(Path directory) {
        return store.backup(directory);
    }

    /** Finishes what was handed in and closes the store. May be called twice. */
    @Override
    public void close() {
        threads.close();
        store.close();
        retention.close();
    }
}

package dev.marcus.persistence;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.Store;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a function given to {@link Persistence#transaction} reads and writes. All that it reads is of one moment, with what
 * it has written itself on top; what it writes is seen by others when the function has returned, all of it at once, and only
 * if nothing that it read has been changed by then. Otherwise the function is run anew, so it should do nothing else than
 * what is to be undone with it.
 *
 * <p>Entries that it wrote itself bear the time of the transaction's beginning and a revision that holds only inside; the
 * commit gives them others. Collections, queries and streams that come from it end with it.
 *
 * <p>For the thread that runs the function, until it returns: anything else is an {@link InvalidRequestException}. Errors
 * are those of {@link Store}.
 */
public final class Transaction {
    private final Store view;
    private final Codec codec;
    private final NewRecords records;

    Transaction(Store view, Codec codec, NewRecords records) {
        this.view = view;
        this.codec = codec;
        this.records = records;
    }

    /** Returns the entry, or empty if there is none. */
    public Optional<Entry> retrieve(String collection, String key) {
        return view.retrieve(Ownership.own(collection), key);
    }

    /** Returns the object, or empty if there is none. */
    public <T> Optional<T> retrieve(String collection, String key, Class<T> type) {
        return retrieve(collection, key).map(entry -> codec.decode(entry, type));
    }

    /** Stores the document under the key, over what was there. */
    public Entry store(String collection, String key, Document document) {
        return view.store(Ownership.own(collection), key, document);
    }

    /** Stores an object under the key: a record, bean or map that Jackson can write. */
    public Entry store(String collection, String key, Object value) {
        return store(collection, key, codec.encode(collection, key, value));
    }

    /** Removes the entry, and says whether it was there. */
    public boolean delete(String collection, String key) {
        return view.delete(Ownership.own(collection), key);
    }

    /** Begins a question for the documents of a collection, all of them until it is narrowed. */
    public TypedQuery<Document> from(String collection) {
        return collection(collection, Document.class).query();
    }

    /** Returns a collection of objects of one type, as this transaction sees and changes it. */
    public <T> TypedCollection<T> collection(String name, Class<T> type) {
        return new TypedCollection<>(new Reading<>(view, null, codec, type, null), Ownership.own(name), Filter.all());
    }

    /** Stores an event that happens now, under a new name, and returns it. */
    public Event storeEvent(String type, String source, Map<String, ? extends @Nullable Object> data) {
        Event event = records.event(type, source, data);
        store(Persistence.EVENTS, event.eventId(), event);
        return event;
    }

    /** Stores a decision that is taken now, under a new name, and returns it. */
    public Decision storeDecision(String taskId, String agentId, String what, String why, @Nullable String impact) {
        Decision decision = records.decision(taskId, agentId, what, why, impact);
        store(Persistence.DECISIONS, decision.decisionId(), decision);
        return decision;
    }
}

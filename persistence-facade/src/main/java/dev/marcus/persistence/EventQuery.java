package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A question for events, newest first and without a limit until one is given. Immutable. */
public final class EventQuery {
    private final TypedCollection<Event> events;
    private final Query query;

    EventQuery(TypedCollection<Event> events, Query query) {
        this.events = events;
        this.query = query;
    }

    /** Asks for one kind only. */
    public EventQuery type(String eventType) {
        return with(where("event_type").eq(eventType));
    }

    /** Asks for what one source told. */
    public EventQuery source(String source) {
        return with(where("source").eq(source));
    }

    /** Asks for what was stored at this time or later. */
    public EventQuery since(Instant time) {
        return with(where("_stored_at").gte(time));
    }

    /** Asks for what was stored before this time. */
    public EventQuery before(Instant time) {
        return with(where("_stored_at").lt(time));
    }

    /** Asks for what passes this filter. */
    public EventQuery matching(Filter filter) {
        return with(filter);
    }

    /** Asks for at most so many. */
    public EventQuery limit(int matches) {
        return new EventQuery(events, query.limit(matches));
    }

    private EventQuery with(Filter filter) {
        return new EventQuery(events, query.where(filter));
    }

    /** Returns the events. */
    public List<Event> list() {
        return events.list(query);
    }

    /** Returns any number of events one by one, as of one moment. Close the stream. */
    public Stream<TypedEntry<Event>> stream() {
        return events.stream(query);
    }
}

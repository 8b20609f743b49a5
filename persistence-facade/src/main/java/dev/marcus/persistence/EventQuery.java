package dev.marcus.persistence;

import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import java.time.Instant;

/** A question for events, newest first and without a limit until one is given. Immutable. */
public final class EventQuery extends FluentQuery<Event, EventQuery> {
    EventQuery(Reading<Event> reading, Query query) {
        super(reading, query);
    }

    @Override
    EventQuery with(Reading<Event> other, Query otherQuery) {
        return new EventQuery(other, otherQuery);
    }

    /** Asks for one kind only. */
    public EventQuery type(String eventType) {
        return where(Filter.where("event_type").eq(eventType));
    }

    /** Asks for what one source told. */
    public EventQuery source(String source) {
        return where(Filter.where("source").eq(source));
    }

    /** Asks for what was stored at this time or later. */
    public EventQuery since(Instant time) {
        return where(Filter.where("_stored_at").gte(time));
    }

    /** Asks for what was stored before this time. */
    public EventQuery before(Instant time) {
        return where(Filter.where("_stored_at").lt(time));
    }

    /** Asks for what passes this filter; the same as {@link #where}. */
    public EventQuery matching(Filter filter) {
        return where(filter);
    }
}

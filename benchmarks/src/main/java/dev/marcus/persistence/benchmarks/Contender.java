package dev.marcus.persistence.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One opened store of one kind, holding events by key. What it is given and what it gives back has the form that is native
 * to it, so that nobody pays for a conversion within the clock; {@link #json} tells what was meant. For any number of
 * threads, and as durable after each call as the level says that it was opened with.
 */
interface Contender extends AutoCloseable {
    /** Returns the document in the form that this store takes. Never within the clock. */
    Object prepare(byte[] json) throws Exception;

    /** Stores the document under the key, over what was there. */
    void put(String key, Object document) throws Exception;

    /** Stores all, in one commit. */
    void putBatch(List<String> keys, List<Object> documents) throws Exception;

    /** Returns what is under the key, or null. */
    @Nullable
    Object get(String key) throws Exception;

    /** Returns the JSON of what {@link #get} or {@link #newest} gave. Never within the clock. */
    byte[] json(Object found) throws Exception;

    /** Removes what is under the key. */
    void delete(String key) throws Exception;

    /** Returns the events of this type that were stored last, newest first, without an index on the type. */
    List<Object> newest(String eventType, int limit) throws Exception;

    /** Counts the events from this source, without an index on the source. */
    long countFrom(String source) throws Exception;

    /** Counts all events. */
    long entries() throws Exception;

    /** Lets go of everything, after which the directory holds all that was stored. */
    @Override
    void close();
}

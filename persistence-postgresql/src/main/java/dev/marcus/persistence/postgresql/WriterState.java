package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.StoreTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the writer reckons with from one group to the next; what of it is not so any more, the server notices. */
final class WriterState {
    /** After somebody else has written, so many groups take the lock without having tried to do without. */
    private static final int CAUTIOUS = 16;

    private static final long UNKNOWN = -1;

    private final InstantSource clock;
    private final String channel;
    private final Tombstones tombstones;
    private int cautious;
    private Instant lastTime = Entry.MIN_STORED_AT;
    private long indexesVersion = UNKNOWN;
    private Map<String, List<PhysicalIndex>> indexes = Map.of();
    private Set<String> unique = Set.of();

    WriterState(InstantSource clock, Duration tombstones, String channel) {
        this.clock = clock;
        this.channel = channel;
        this.tombstones = new Tombstones(tombstones);
    }

    InstantSource clock() {
        return clock;
    }

    /** Returns where others listen for commits. */
    String channel() {
        return channel;
    }

    /** Returns the time for a group that looks at nothing. */
    Instant now() {
        return StoreTime.next(clock, lastTime);
    }

    /** Notes the last time that the store set. */
    void wrote(Instant time) {
        lastTime = time;
    }

    /** Says whether there is a state of the indexes to reckon with. */
    boolean knowsIndexes() {
        return indexesVersion != UNKNOWN;
    }

    /** Says whether nobody else seems to write, so that a group may do without the lock. */
    boolean maySucceedItself() {
        if (cautious > 0) {
            cautious--;
        }
        return cautious == 0;
    }

    /** Notes that somebody else had written, so that others probably go on to. */
    void wasDisplaced() {
        cautious = CAUTIOUS;
    }

    /** Says whether tombstones may have to go. */
    boolean expiryIsDue(Instant now) {
        return tombstones.areDue(Times.micros(now));
    }

    /** Lets tombstones go if it is time; in the transaction that holds the lock. */
    void expire(WriterConnection writer, Instant now, int deletions) throws SQLException {
        if (expiryIsDue(now)) {
            tombstones.expire(writer, Times.micros(now), deletions);
        }
    }

    /** Returns the state of the indexes that is reckoned with. */
    long indexesVersion() {
        return indexesVersion;
    }

    Map<String, List<PhysicalIndex>> indexes() {
        return indexes;
    }

    /** Notes that indexes were made or dropped, so that there is another state of them. */
    void indexesChanged() {
        indexesVersion = UNKNOWN;
    }

    /** Says whether the request changes a collection with a unique index. */
    boolean touchesUnique(Request request) {
        return !unique.isEmpty() && request.touches(unique);
    }

    /** Reads the indexes if this is another state of them; returns whether it was. */
    boolean learnIndexes(Connection connection, long version) throws SQLException {
        if (version == indexesVersion) {
            return false;
        }
        indexes = KnownIndexes.read(connection);
        unique = indexes.entrySet().stream()
                .filter(collection -> collection.getValue().stream()
                        .anyMatch(index -> index.index().kind() == Index.Kind.UNIQUE))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        indexesVersion = version;
        return true;
    }
}

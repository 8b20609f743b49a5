package dev.marcus.persistence.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How an open store is doing at this moment. Asking costs next to nothing and waits for nobody.
 *
 * @param state whether it reads and writes
 * @param problems what is wrong, in words, without any content; empty while {@link State#UP}
 * @param waitingCommits how many commits have been handed in and are not written yet
 * @param journalBytes how long the journal is that a reopening after a kill would read; 0 where there is none
 * @param syncs how many times data was forced to the medium since the store was opened
 * @param syncTime how long that took, all together
 */
public record StoreStatus(
        State state, List<String> problems, long waitingCommits, long journalBytes, long syncs, Duration syncTime) {
    /** Whether a store reads and writes. */
    public enum State {
        /** Everything is readable and writable. */
        UP,
        /** Usable, but something in it is damaged, or something needs a person soon. */
        DEGRADED,
        /** Writes are refused; reads may go on. */
        DOWN
    }

    /** Copies the list. */
    public StoreStatus {
        requireNonNull(state, "state");
        problems = List.copyOf(problems);
        requireNonNull(syncTime, "syncTime");
    }

    /** Returns the status of a store that has no queue, no journal and nothing to sync. */
    public static StoreStatus up() {
        return new StoreStatus(State.UP, List.of(), 0, 0, 0, Duration.ZERO);
    }

    /** Returns the same status with one more problem, in this state or the worse one it is in already. */
    public StoreStatus with(State worse, String problem) {
        List<String> all = new java.util.ArrayList<>(problems);
        all.add(problem);
        return new StoreStatus(
                worse.compareTo(state) > 0 ? worse : state, all, waitingCommits, journalBytes, syncs, syncTime);
    }
}

package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreDescription;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.StoreStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a persistence is doing, for a health check and for a person; made by {@link Persistence#health}.
 *
 * @param state whether it reads and writes
 * @param backend the scheme of the store, such as {@code sqlite}
 * @param storeId which store it is
 * @param problems what is wrong, in words and without any content; empty while {@link State#UP}
 * @param waitingCommits how many commits have been handed in and are not written yet
 * @param journalBytes how long the journal is that a reopening after a kill would read; 0 where there is none
 * @param syncs how many times data was forced to the medium since the store was opened
 * @param syncTime how long that took, all together
 */
public record Health(
        State state,
        String backend,
        String storeId,
        List<String> problems,
        long waitingCommits,
        long journalBytes,
        long syncs,
        Duration syncTime) {
    /** Copies the list. */
    public Health {
        requireNonNull(state, "state");
        requireNonNull(backend, "backend");
        requireNonNull(storeId, "storeId");
        problems = List.copyOf(problems);
        requireNonNull(syncTime, "syncTime");
    }

    /** Never throws: a check that throws would be taken for a fault of the check. */
    static Health of(Store store, Optional<CleanupReport> lastCleanup) {
        StoreDescription description = store.description();
        StoreStatus status;
        try {
            status = store.status();
        } catch (PersistenceException e) {
            status = StoreStatus.up().with(State.DOWN, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            status = StoreStatus.up()
                    .with(
                            State.DOWN,
                            "the backend does not tell its status: "
                                    + e.getClass().getName());
        }
        for (CleanupReport.Line line : failed(lastCleanup)) {
            status = status.with(
                    State.DEGRADED,
                    "the cleanup of '" + line.collection() + "' failed at "
                            + lastCleanup.orElseThrow().at() + ": " + line.failure());
        }
        return new Health(
                status.state(),
                description.scheme(),
                description.storeId(),
                status.problems(),
                status.waitingCommits(),
                status.journalBytes(),
                status.syncs(),
                status.syncTime());
    }

    private static List<CleanupReport.Line> failed(Optional<CleanupReport> cleanup) {
        return cleanup.stream()
                .flatMap(report -> report.lines().stream())
                .filter(line -> line.failure() != null)
                .toList();
    }
}

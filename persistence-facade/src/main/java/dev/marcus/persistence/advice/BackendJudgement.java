package dev.marcus.persistence.advice;

import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Locale;

/** Decides whether the backend suits the use; it does unless a figure speaks against it. */
final class BackendJudgement {
    private static final long LEAST_OPERATIONS = 1000;

    /** All entries in memory may take so little of it that the program does not notice. */
    private static final int ROOM_FOR_ALL = 8;

    private static final int TOO_LITTLE_ROOM = 4;
    private static final double WAITS_MUCH = 0.1;

    private final String current;
    private final long operations;
    private final long bytes;
    private final long heap;
    private final double waited;

    private BackendJudgement(String current, long operations, long bytes, long heap, double waited) {
        this.current = current;
        this.operations = operations;
        this.bytes = bytes;
        this.heap = heap;
        this.waited = waited;
    }

    /** What was decided, and why. */
    private record Verdict(String suited, String... reasons) {}

    static Advice.BackendAdvice of(Store store, Observations observations, long entries, long bytes, long heap) {
        Capabilities capabilities = store.capabilities();
        long reading = observations.reads() + observations.queries();
        long operations = reading + observations.writes();
        double waited = (double) observations.waitedNanos() / Math.max(1, observations.elapsedNanos());
        String current = store.description().scheme();
        Verdict verdict = new BackendJudgement(current, operations, bytes, heap, waited).verdict();
        return new Advice.BackendAdvice(
                current,
                verdict.suited,
                operations >= LEAST_OPERATIONS,
                entries,
                bytes,
                heap,
                (double) reading / Math.max(1, operations),
                waited,
                capabilities.durability(),
                capabilities.has(Capability.MULTI_PROCESS),
                List.of(verdict.reasons));
    }

    private Verdict verdict() {
        if (operations < LEAST_OPERATIONS) {
            return new Verdict(
                    current, operations + " operations are too few to advise on (expected: " + LEAST_OPERATIONS + ")");
        }
        return switch (current) {
            case "memory", "file" -> inMemory();
            case "sqlite" -> onDisk();
            default -> new Verdict(current, "only the project's own backends are compared");
        };
    }

    private Verdict inMemory() {
        if (bytes > heap / TOO_LITTLE_ROOM) {
            return new Verdict("sqlite", "all entries are held in memory, and take more than a quarter of it");
        }
        return current.equals("memory")
                ? new Verdict(current, "nothing in it survives the process; if it is to, take file or sqlite")
                : new Verdict(current, "reads are answered from memory, which has room; for one process alone");
    }

    private Verdict onDisk() {
        if (waited < WAITS_MUCH) {
            return new Verdict(current, "callers hardly wait for it, so that another backend would gain nothing");
        }
        if (bytes > heap / ROOM_FOR_ALL) {
            return new Verdict(
                    current, "callers wait for it, but its entries are too many to be held in memory, as file would");
        }
        return new Verdict(
                "file",
                String.format(
                        Locale.ROOT,
                        "callers waited %.0f %% of the time, and its entries fit into memory, from which file reads",
                        100 * waited),
                "only if no other process opens the store, which is not observed; see first whether an index helps");
    }
}

package dev.marcus.persistence.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guarantee that a backend declares. What is declared is kept; what is not is refused before the backend is asked.
 * Not an enum, so that one more breaks no program.
 */
public final class Capability {
    /** A commit may hold many changes, over any collections, applied all or none. Without it a commit is one change. */
    public static final Capability ATOMIC_COMMIT = new Capability("ATOMIC_COMMIT");
    /** What changed after a revision can be read in the order of revisions. */
    public static final Capability CHANGE_FEED = new Capability("CHANGE_FEED");
    /** Several processes may have the store open at once. */
    public static final Capability MULTI_PROCESS = new Capability("MULTI_PROCESS");
    /** A consistent copy can be taken while writers are at work. */
    public static final Capability SNAPSHOT_BACKUP = new Capability("SNAPSHOT_BACKUP");

    /** Indexes can be created and dropped; unique ones refuse commits. Without it every query reads what it has to. */
    public static final Capability INDEXES = new Capability("INDEXES");

    private final String name;

    private Capability(String name) {
        this.name = requireNonNull(name, "name");
    }

    /** Returns all capabilities that this version knows. */
    public static List<Capability> all() {
        return List.of(ATOMIC_COMMIT, CHANGE_FEED, INDEXES, MULTI_PROCESS, SNAPSHOT_BACKUP);
    }

    /** Returns the name, such as {@code ATOMIC_COMMIT}. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Capability that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}

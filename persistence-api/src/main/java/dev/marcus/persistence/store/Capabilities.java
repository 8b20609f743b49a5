package dev.marcus.persistence.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a store promises, the same for its whole life.
 *
 * @param supported the guarantees beyond those that every store keeps
 * @param durability what an acknowledged commit survives
 * @param limits the largest things it takes
 */
public record Capabilities(Set<Capability> supported, Durability durability, Limits limits) {
    /** Copies the set. */
    public Capabilities {
        supported = Set.copyOf(supported);
        requireNonNull(durability, "durability");
        requireNonNull(limits, "limits");
        if ((limits.changes() == 1) == supported.contains(Capability.ATOMIC_COMMIT)) {
            throw new IllegalArgumentException("changes: " + limits.changes() + " (expected: 1 without ATOMIC_COMMIT,"
                    + " at least 1000 with it)");
        }
    }

    /** Says whether this guarantee is given. */
    public boolean has(Capability capability) {
        return supported.contains(capability);
    }
}

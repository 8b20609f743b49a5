package dev.marcus.persistence.discovery;

import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an application cannot do without.
 *
 * @param required the capabilities that a store must have
 * @param durability the least durability
 * @param exclusiveFor what is only right if no other process writes; null if nothing is
 */
record Requirements(
        Set<Capability> required,
        Durability durability,
        @Nullable String exclusiveFor) {
    Requirements {
        required = Set.copyOf(required);
    }

    boolean met(Capabilities by) {
        return missing(by).isEmpty();
    }

    /** Says whether other processes may write, and must not. Plays no part in a choice, only in what then may be opened. */
    boolean sharedAgainstWill(Capabilities capabilities) {
        return exclusiveFor != null && capabilities.has(Capability.MULTI_PROCESS);
    }

    /** Returns the names of what is not promised; empty if everything is. */
    String missing(Capabilities by) {
        TreeSet<String> missing = required.stream()
                .filter(capability -> !by.has(capability))
                .map(Capability::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (by.durability().compareTo(durability) < 0) {
            missing.add("durability " + durability);
        }
        return String.join(", ", missing);
    }
}

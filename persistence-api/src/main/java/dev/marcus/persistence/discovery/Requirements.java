package dev.marcus.persistence.discovery;

import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an application cannot do without. */
record Requirements(Set<Capability> required, Durability durability) {
    Requirements {
        required = Set.copyOf(required);
    }

    boolean met(Capabilities by) {
        return missing(by).isEmpty();
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

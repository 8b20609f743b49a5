package dev.marcus.persistence.tck.catalogue;

import static java.util.stream.Collectors.toCollection;

import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a backend promises, as names: its capabilities, and each durability level up to its own. Decides which tests apply.
 *
 * @param names the names, such as {@code ATOMIC_COMMIT} or {@code PROCESS}
 */
public record Promises(Set<String> names) {
    /** Copies the names, and refuses those that no capability and no level bears. */
    public Promises {
        names = Set.copyOf(names);
        names.forEach(Promises::check);
    }

    /** Returns what these capabilities promise. */
    public static Promises of(Capabilities capabilities) {
        Stream<String> levels = Stream.of(Durability.values())
                .filter(level -> level.compareTo(capabilities.durability()) <= 0)
                .map(Durability::name);
        Stream<String> supported = capabilities.supported().stream().map(Capability::name);
        return new Promises(Stream.concat(levels, supported).collect(toCollection(TreeSet::new)));
    }

    /** Returns why the test does not apply to a backend that promises this; empty if it applies. */
    public Optional<String> whyNotApplicable(AnnotatedElement test) {
        Requires requires = test.getAnnotation(Requires.class);
        if (requires != null) {
            for (String name : requires.value()) {
                if (!names.contains(check(name))) {
                    return Optional.of("not applicable: " + name + " is not declared");
                }
            }
        }
        RequiresAbsent absent = test.getAnnotation(RequiresAbsent.class);
        if (absent != null) {
            for (String name : absent.value()) {
                if (names.contains(check(name))) {
                    return Optional.of("not applicable: " + name + " is declared");
                }
            }
        }
        return Optional.empty();
    }

    /** Says it in a line, such as {@code ATOMIC_COMMIT, durability DISK}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(Capability.all().stream()
                .map(Capability::name)
                .filter(names::contains)
                .toList());
        for (Durability level : Durability.values()) {
            if (names.contains(level.name())) {
                parts.removeIf(part -> part.startsWith("durability "));
                parts.add("durability " + level);
            }
        }
        return String.join(", ", parts);
    }

    private static String check(String name) {
        boolean known = Stream.concat(
                        Capability.all().stream().map(Capability::name),
                        Stream.of(Durability.values()).map(Durability::name))
                .anyMatch(name::equals);
        if (!known) {
            throw new IllegalArgumentException(
                    "promise '" + name + "' (expected: the name of a capability or of a durability level)");
        }
        return name;
    }
}

package dev.marcus.persistence.discovery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The backends that the project has or plans, so that a message can say what to add. */
final class KnownBackends {
    /** The order in which our own backends are chosen when nothing else decides; a server is chosen by its URL alone. */
    static final List<String> RANK = List.of("sqlite", "file", "memory");

    private static final String GROUP = "dev.marcus.persistence:";
    private static final Map<String, String> ARTIFACTS = new TreeMap<>(Map.of(
            "sqlite", GROUP + "persistence-sqlite",
            "postgresql", GROUP + "persistence-postgresql",
            "file", GROUP + "persistence-file",
            "memory", GROUP + "persistence-memory"));

    private KnownBackends() {}

    static Optional<String> artifact(String scheme) {
        return Optional.ofNullable(ARTIFACTS.get(scheme));
    }

    /** Returns the nearest of the names, if one is near enough to be meant. */
    static Optional<String> nearest(String name, Collection<String> names) {
        String best = null;
        int least = Math.max(2, name.length() / 2);
        for (String candidate : new java.util.TreeSet<>(names)) {
            int distance = distance(name, candidate);
            boolean related = candidate.startsWith(name) || name.startsWith(candidate);
            if (distance < least || related && best == null) {
                best = candidate;
                least = Math.min(least, distance);
            }
        }
        return Optional.ofNullable(best);
    }

    static Collection<String> schemes() {
        return ARTIFACTS.keySet();
    }

    /** The number of letters to be changed, added or taken away. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

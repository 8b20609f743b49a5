package dev.marcus.persistence.tck.catalogue;

import dev.marcus.persistence.store.Limits;
import dev.marcus.persistence.store.Store;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.TestReporter;

/**
 * What an opened store says of itself, which each test publishes, so that the verdict knows it from the store and not from
 * the test class.
 *
 * @param scheme the scheme of the backend
 * @param artifact the library that the backend came from, and its version
 * @param promises what it promises
 * @param limits its limits, as text
 */
public record BackendUnderTest(String scheme, String artifact, Promises promises, String limits) {
    private static final String PREFIX = "persistence.tck.";

    /** Returns what this store says. */
    public static BackendUnderTest of(Store store) {
        Limits limits = store.capabilities().limits();
        return new BackendUnderTest(
                store.description().scheme(),
                store.description().artifact(),
                Promises.of(store.capabilities()),
                limits.nesting() + " levels, " + limits.documentBytes() + " bytes a document, " + limits.changes()
                        + " changes a commit");
    }

    /** Publishes this to whoever listens to the run. */
    public void publish(TestReporter reporter) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put(PREFIX + "scheme", scheme);
        entry.put(PREFIX + "artifact", artifact);
        entry.put(PREFIX + "promises", String.join(" ", new TreeSet<>(promises.names())));
        entry.put(PREFIX + "limits", limits);
        reporter.publishEntry(entry);
    }

    /** Returns what was published, if this is such an entry. */
    public static Optional<BackendUnderTest> from(Map<String, String> entry) {
        if (!entry.containsKey(PREFIX + "scheme")) {
            return Optional.empty();
        }
        return Optional.of(new BackendUnderTest(
                text(entry, "scheme"),
                text(entry, "artifact"),
                new Promises(Set.of(text(entry, "promises").split(" "))),
                text(entry, "limits")));
    }

    private static String text(Map<String, String> entry, String name) {
        String text = entry.get(PREFIX + name);
        if (text == null) {
            throw new IllegalArgumentException("entry without " + PREFIX + name + ": " + entry);
        }
        return text;
    }
}
